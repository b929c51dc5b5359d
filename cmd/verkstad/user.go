package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"strings"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

const (
	createUsage = "user create --email ADDRESS --name NAME --role ROLE [--unit SLUG] [--from DATE] [--last DATE]"
	inviteUsage = "user invite ADDRESS"
	resetUsage  = "user reset ADDRESS [--second-factor]"
	forgetUsage = "user forget-factors"
)

// runUser makes accounts and links for those who run the site: the first account of the office is made here.
func runUser(ctx context.Context, args []string, e env) error {
	usage := func() {
		w := e.err
		if len(args) > 0 {
			w = e.out
		}
		fmt.Fprintf(w, "Usage: verkstad %s\n       verkstad %s\n       verkstad %s\n       verkstad %s\n\n"+
			"The first three print a link to pass on. It sets the password and works once.\n"+
			"The last takes away the second factors that SECOND_FACTOR_KEY does not open, when the key that does is lost.\n",
			createUsage, inviteUsage, resetUsage, forgetUsage)
	}
	if len(args) == 0 {
		usage()
		return usageError("say what to do with a user: create, invite, reset or forget-factors")
	}
	switch args[0] {
	case "-h", "--help", "-help", "help":
		usage()
		return nil
	case "create":
		return createUser(ctx, args[1:], e)
	case "invite":
		return linkUser(ctx, args[1:], e, auth.Invitation)
	case "reset":
		return linkUser(ctx, args[1:], e, auth.Reset)
	case "forget-factors":
		return forgetFactors(ctx, args[1:], e)
	}
	return usageError(fmt.Sprintf("user does not know %q; it knows create, invite, reset and forget-factors", args[0]))
}

// forgetFactors takes away the second factors of a key that is lost.
func forgetFactors(ctx context.Context, args []string, e env) error {
	if err := parse(flags("user forget-factors", forgetUsage, e), args, e, 0, 0); err != nil {
		return unlessHelp(err)
	}
	return with(ctx, e, func(cfg config.Config, o *opened) error {
		a, err := o.unchecked(cfg, false)
		if err != nil {
			return err
		}
		if !a.Seals() { // a variable that was forgotten must not cost everybody their factor
			return errors.New("set SECOND_FACTOR_KEY first, to the key that the site is to be served with from now on")
		}
		n, err := a.ForgetUnreadable(ctx, db.CLI)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "Took away the second factors of %d accounts. They set up new ones at the next login.\n", n)
		return nil
	})
}

// roleCodes are the roles as the command line spells them.
func roleCodes() []string {
	var out []string
	for _, r := range authz.Roles() {
		out = append(out, string(r))
	}
	return out
}

// newUser is an account as the command line describes it.
type newUser struct {
	email, name, role, unit, from, last string
}

func userFlags(u *newUser, e env) *flag.FlagSet {
	fs := flags("user create", createUsage, e)
	fs.StringVar(&u.email, "email", "", "e-mail address to log in with")
	fs.StringVar(&u.name, "name", "", "name of the person, who is added as somebody new")
	fs.StringVar(&u.role, "role", "", "one of "+strings.Join(roleCodes(), ", "))
	fs.StringVar(&u.unit, "unit", "", "last part of the address of the association, committee or group, for a role that is held in one")
	fs.StringVar(&u.from, "from", "", "first day of the access, 2018-04-16; today when left out")
	fs.StringVar(&u.last, "last", "", "last day of the access; without end when left out")
	return fs
}

func createUser(ctx context.Context, args []string, e env) error {
	var u newUser
	if err := parse(userFlags(&u, e), args, e, 0, 0); err != nil {
		return unlessHelp(err)
	}
	in, first, err := u.read()
	if err != nil {
		return err
	}
	return with(ctx, e, func(cfg config.Config, o *opened) error {
		s := store.New(o.db)
		now, err := s.Moment(ctx)
		if err != nil {
			return err
		}
		if first.Valid.From.IsZero() {
			first.Valid.From = now.Today
		}
		if u.unit != "" {
			unit, err := s.UnitBySlug(ctx, authz.Everything, u.unit)
			if errors.Is(err, district.ErrNotFound) {
				return fmt.Errorf("there is no unit %q", u.unit)
			}
			if err != nil {
				return err
			}
			first.Unit = unit.ID
		}
		id, token, err := s.InviteAccount(ctx, db.CLI, db.OnceKey{}, nil, in, first, auth.CreateInvitation)
		if err != nil {
			return complaint(err)
		}
		where := "the whole district"
		if u.unit != "" {
			where = u.unit
		}
		fmt.Fprintf(e.out, "Account %d: %s <%s>, %s in %s from %s\n", id, in.Name, in.Email, first.Role, where, first.Valid.From)
		printLink(e, cfg, now, auth.Invitation, token)
		return nil
	})
}

// read checks what the flags say before any database is asked.
func (u newUser) read() (in store.NewAccount, first store.NewGrant, err error) {
	for flagName, value := range map[string]string{"email": u.email, "name": u.name, "role": u.role} {
		if strings.TrimSpace(value) == "" {
			return in, first, usageError("say --" + flagName + " of the user")
		}
	}
	first.Role = authz.Role(u.role)
	switch kinds := first.Role.UnitKinds(); {
	case !first.Role.Valid():
		return in, first, usageError(fmt.Sprintf("there is no role %q; the roles are %s", u.role, strings.Join(roleCodes(), ", ")))
	case kinds != nil && u.unit == "":
		return in, first, usageError(fmt.Sprintf("the role %s is held in a unit: say --unit", u.role))
	case kinds == nil && u.unit != "":
		return in, first, usageError(fmt.Sprintf("the role %s is held in the whole district: leave --unit out", u.role))
	}
	var from, last district.Date
	for _, d := range []struct {
		flag, value string
		day         *district.Date
	}{{"from", u.from, &from}, {"last", u.last, &last}} {
		if d.value == "" {
			continue
		}
		if *d.day, err = district.ParseDate(d.value); err != nil {
			return in, first, usageError(fmt.Sprintf("--%s is %q; write a day as 2018-04-16", d.flag, d.value))
		}
	}
	first.Valid = district.Through(from, last)
	f := form.New(url.Values{"email": {u.email}, "name": {u.name}})
	in = store.NewAccount{Name: f.Text("name", "Namn", 120), Email: auth.NormalEmail(f.Email("email", "E-post"))}
	return in, first, complaint(f.Err())
}

// linkUser makes a link for somebody who has an account.
func linkUser(ctx context.Context, args []string, e env, kind auth.LinkKind) error {
	usage, name := inviteUsage, "user invite"
	if kind == auth.Reset {
		usage, name = resetUsage, "user reset"
	}
	fs := flags(name, usage, e)
	var factor bool
	if kind == auth.Reset {
		fs.BoolVar(&factor, "second-factor", false, "also take the second factor away, for somebody who has lost the telephone and the recovery codes")
	}
	if err := parse(fs, args, e, 1, 1); err != nil {
		return unlessHelp(err)
	}
	email := auth.NormalEmail(fs.Arg(0))
	return with(ctx, e, func(cfg config.Config, o *opened) error {
		s := store.New(o.db)
		now, err := s.Moment(ctx)
		if err != nil {
			return err
		}
		account, err := s.AccountByEmail(ctx, now.Today, email)
		switch {
		case errors.Is(err, district.ErrNotFound):
			return fmt.Errorf("there is no account %q", email)
		case err != nil:
			return err
		case account.State == store.AccountStopped:
			return fmt.Errorf("the account %q is stopped: somebody at the office lets it in again on the site", email)
		case kind == auth.Invitation && account.HasPassword:
			return fmt.Errorf("%q has a password already: use reset", email)
		}
		makeLink := auth.CreateReset
		if !account.HasPassword {
			kind, makeLink = auth.Invitation, auth.CreateInvitation
		}
		var token string
		if _, err := s.Together(ctx, db.CLI, db.OnceKey{}, func(s *store.Store) (int64, error) {
			if factor {
				if err := s.ChangeAccount(ctx, db.CLI, db.OnceKey{}, account.ID, auth.ResetSecondFactor); err != nil {
					return 0, err
				}
			}
			var err error
			token, err = s.MakeAccountLink(ctx, db.CLI, db.OnceKey{}, account.ID, makeLink)
			return account.ID, err
		}); err != nil {
			return complaint(err)
		}
		if factor && account.HasSecondFactor {
			fmt.Fprintln(e.out, "The second factor is taken away, and all logins have ended.")
		}
		printLink(e, cfg, now, kind, token)
		return nil
	})
}

// printLink prints a link to pass on, alone on the last line.
func printLink(e env, cfg config.Config, now clock.Moment, kind auth.LinkKind, token string) {
	until := now.Now.Add(kind.Life()).In(clock.Stockholm).Format("2006-01-02 15:04")
	fmt.Fprintf(e.out, "Pass this link on. It works once, until %s:\n%s%s\n", until, strings.TrimSuffix(cfg.BaseURL.String(), "/"), paths.AccountLink(token))
}

// complaint makes an error of what is wrong with the values, in the words of the forms.
func complaint(err error) error {
	var inv *district.Invalid
	if !errors.As(err, &inv) {
		return err
	}
	var parts []string
	for _, f := range inv.Fields {
		parts = append(parts, f.Message)
	}
	return errors.New(strings.Join(parts, " "))
}
