package main

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"verkstad/internal/auth"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/testdb"
)

func TestUserCalledWrongly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args, want string
	}{
		{"user", "create, invite, reset or forget-factors"},
		{"user destroy", `does not know "destroy"`},
		{"user create", "of the user"},
		{"user create --email a@example.org --name Anna --role king", `no role "king"; the roles are district_staff`},
		{"user create --email a@example.org --name Anna --role association_chair", "say --unit"},
		{"user create --email a@example.org --name Anna --role press --unit farsta", "leave --unit out"},
		{"user create --email a@example.org --name Anna --role press --from igår", "write a day as 2018-04-16"},
		{"user create --email a@example.org --name Anna --role press --last 2018-02-30", "write a day as 2018-04-16"},
		{"user create --email a@example.org --name Anna --role press more", "too many words"},
		{"user create --nonsense", "nonsense"},
		{"user invite", "something is missing"},
		{"user invite a b", "too many words"},
		{"user reset", "something is missing"},
		{"user invite a --second-factor", "second-factor"},
	} {
		r := runWith(t, nowhere, "", strings.Fields(c.args)...)
		if r.code != 2 || !strings.Contains(r.errs, c.want) || r.out != "" {
			t.Errorf("%s: exit %d, stdout %q, stderr %q, want 2 and %q", c.args, r.code, r.out, r.errs, c.want)
		}
	}
	if r := runWith(t, nowhere, "", "user", "create", "--email", "no address", "--name", "Anna", "--role", "press"); r.code != 1 || !strings.Contains(r.errs, "e-postadress") {
		t.Errorf("no address: exit %d, %q", r.code, r.errs)
	}
	for _, args := range []string{"user -h", "user create -h", "user invite --help", "user reset -h"} {
		r := runWith(t, nowhere, "", strings.Fields(args)...)
		if r.code != 0 || !strings.Contains(r.out, "Usage: verkstad user") || r.errs != "" {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", args, r.code, r.out, r.errs)
		}
	}
}

// office is a database that the commands run against.
type office struct {
	t       *testing.T
	environ []string
	store   *store.Store
	auth    *auth.Auth
}

func newOffice(t *testing.T) office {
	t.Helper()
	address := testdb.NewURL(t)
	pool, err := db.Open(t.Context(), address, db.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	d := db.New(pool, clock.System())
	a, err := auth.New(d, auth.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return office{t, []string{"DATABASE_URL=" + address, "BASE_URL=http://localhost:8099"}, store.New(d), a}
}

func (o office) run(args ...string) ran {
	o.t.Helper()
	return runWith(o.t, o.environ, "", args...)
}

// link returns the token of the link on the last line.
func (o office) link(r ran) string {
	o.t.Helper()
	if r.code != 0 || r.errs != "" {
		o.t.Fatalf("exit %d: %s", r.code, r.errs)
	}
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	token, ok := strings.CutPrefix(lines[len(lines)-1], "http://localhost:8099/lank/")
	if !ok {
		o.t.Fatalf("the last line is no link: %q", r.out)
	}
	return token
}

func (o office) account(email string) store.Account {
	o.t.Helper()
	m, err := o.store.Moment(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	a, err := o.store.AccountByEmail(o.t.Context(), m.Today, email)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func TestUserCreateInviteReset(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	r := o.run("user", "create", "--email", "Kansli@Example.org", "--name", "Ombudsman Ett", "--role", "district_staff")
	first := o.link(r)
	if !strings.Contains(r.out, "Ombudsman Ett <kansli@example.org>, district_staff in the whole district") {
		t.Errorf("printed %q", r.out)
	}
	info, err := o.auth.LookLink(ctx, first)
	if err != nil || info.Kind != auth.Invitation || info.Name != "Ombudsman Ett" {
		t.Fatalf("the link is %+v (%v)", info, err)
	}
	if a := o.account("kansli@example.org"); a.State != store.AccountInvited || len(a.Grants) != 1 || !a.Grants[0].Until.IsZero() {
		t.Errorf("account = %+v", a)
	}

	// A new invitation takes the place of the old one; a reset of somebody who never chose a password is one.
	second := o.link(o.run("user", "invite", " KANSLI@example.org"))
	if _, err := o.auth.LookLink(ctx, first); err == nil {
		t.Error("the first invitation still works")
	}
	third := o.link(o.run("user", "reset", "kansli@example.org"))
	if _, err := o.auth.LookLink(ctx, second); err == nil {
		t.Error("the second invitation still works")
	}
	if _, err := o.auth.UseLink(ctx, auth.Caller{}, third, "mugg spade tapet gräslök"); err != nil {
		t.Fatal(err)
	}
	if r := o.run("user", "invite", "kansli@example.org"); r.code != 1 || !strings.Contains(r.errs, "use reset") || r.out != "" {
		t.Errorf("inviting somebody with a password: exit %d, %q %q", r.code, r.out, r.errs)
	}
	reset := o.link(o.run("user", "reset", "kansli@example.org"))
	if info, err := o.auth.LookLink(ctx, reset); err != nil || info.Kind != auth.Reset {
		t.Errorf("reset: %+v (%v)", info, err)
	}
}

func TestUserInAUnit(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	if _, err := o.store.CreateUnit(t.Context(), db.CLI, db.OnceKey{}, store.NewUnit{Kind: district.KindAssociation, Name: "Farsta"}); err != nil {
		t.Fatal(err)
	}
	create := func(more ...string) ran {
		return o.run(append([]string{"user", "create", "--name", "Ordförande Farsta", "--role", "association_chair"}, more...)...)
	}
	o.link(create("--email", "ordf@example.org", "--unit", "farsta", "--from", "2030-01-01", "--last", "2030-12-31"))
	g := o.account("ordf@example.org").Grants
	if len(g) != 1 || g[0].UnitName != "Farsta" || g[0].Valid() != district.Through(district.MustDate("2030-01-01"), district.MustDate("2030-12-31")) {
		t.Errorf("grants = %+v", g)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--email", "ordf@example.org", "--unit", "farsta"}, "redan ett konto"},
		{[]string{"--email", "b@example.org", "--unit", "finns-inte"}, `no unit "finns-inte"`},
		{[]string{"--email", "b@example.org", "--unit", "farsta", "--from", "2030-01-02", "--last", "2030-01-01"}, "före den första"},
	} {
		if r := create(c.args...); r.code != 1 || !strings.Contains(r.errs, c.want) || r.out != "" {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", c.args, r.code, r.out, r.errs)
		}
	}
	if r := o.run("user", "create", "--email", "c@example.org", "--name", "C", "--role", "group_leader", "--unit", "farsta"); r.code != 1 || !strings.Contains(r.errs, "finns inte i Farsta") {
		t.Errorf("a group leader of an association: exit %d, %q", r.code, r.errs)
	}
	if r := o.run("user", "reset", "finns-inte@example.org"); r.code != 1 || !strings.Contains(r.errs, "no account") {
		t.Errorf("reset of nobody: exit %d, %q", r.code, r.errs)
	}
}

// Somebody who has lost both telephone and recovery codes gets in again with the link alone.
func TestUserResetOfASecondFactor(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	o.link(o.run("user", "create", "--email", "kansli@example.org", "--name", "Ombudsman Ett", "--role", "district_staff"))
	id := o.account("kansli@example.org").ID
	pool := o.store.DB().Pool()
	if _, err := pool.Exec(ctx, `UPDATE accounts SET password_hash = 'x', totp_secret = '\x01' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	rec, r := httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil)
	if err := o.auth.SignIn(context.WithoutCancel(ctx), rec, r, id); err != nil {
		t.Fatal(err)
	}
	o.link(o.run("user", "reset", "kansli@example.org"))
	if !o.account("kansli@example.org").HasSecondFactor {
		t.Error("the second factor went without being asked for")
	}
	done := o.run("user", "reset", "kansli@example.org", "--second-factor")
	if token := o.link(done); token == "" || url.PathEscape(token) != token {
		t.Errorf("token %q", token)
	}
	if !strings.Contains(done.out, "second factor is taken away") || o.account("kansli@example.org").HasSecondFactor {
		t.Errorf("the second factor is still there: %q", done.out)
	}
	if s, err := o.auth.ListSessions(ctx, id); err != nil || len(s) != 0 {
		t.Errorf("%d logins go on (%v)", len(s), err)
	}
	o.link(o.run("user", "create", "--email", "info@example.org", "--name", "Info", "--role", "press"))
	if err := o.store.DisableAccount(ctx, db.CLI, db.OnceKey{}, o.account("info@example.org").ID, true); err != nil {
		t.Fatal(err)
	}
	if r := o.run("user", "reset", "info@example.org"); r.code != 1 || !strings.Contains(r.errs, "is stopped") {
		t.Errorf("a link for a stopped account: exit %d, %q", r.code, r.errs)
	}
}

// A key that is lost costs the second factors that it alone could read, and only when a new one is given.
func TestUserForgetFactors(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.link(o.run("user", "create", "--email", "kansli@example.org", "--name", "Ombudsman Ett", "--role", "district_staff"))
	if _, err := o.store.DB().Pool().Exec(t.Context(), `
		UPDATE accounts SET password_hash = 'x', totp_secret = '\x00766b31' || decode(repeat('07', 52), 'hex')`); err != nil {
		t.Fatal(err)
	}
	if r := o.run("user", "forget-factors"); r.code != 1 || !strings.Contains(r.errs, "set SECOND_FACTOR_KEY first") || !o.account("kansli@example.org").HasSecondFactor {
		t.Errorf("without a key: exit %d, %q", r.code, r.errs)
	}
	o.environ = append(o.environ, "SECOND_FACTOR_KEY="+base64.StdEncoding.EncodeToString(make([]byte, auth.KeyBytes)))
	if r := o.run("user", "forget-factors"); r.code != 0 || !strings.Contains(r.out, "of 1 accounts") || o.account("kansli@example.org").HasSecondFactor {
		t.Errorf("with a new key: exit %d, %q %q", r.code, r.out, r.errs)
	}
}
