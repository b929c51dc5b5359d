package admin

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/admin"
	"verkstad/templates/ui"
)

// account is the page of an account.
func (p *Pages) account(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	stopped := a.State == store.AccountStopped
	v := view.AccountView{Name: name(a.Account), State: badge(a.State), Meta: []string{a.Email}, Notice: notice(a, q)}
	if !stopped {
		v.Give = ui.LinkButton{Label: "Ge behörighet", Href: paths.NewGrant(a.ID, 0), Small: true}
	}
	for _, g := range a.Grants {
		row := view.GrantRow{Role: g.Role.Name(), Where: where(g), When: sv.Capital(sv.Period(g.Valid()))}
		switch {
		case !g.Until.IsZero() && !q.Today().Before(g.Until):
			if g.Follows != "" {
				row.Note = "Följde " + g.Follows
			}
			v.Past = append(v.Past, row)
			continue
		case g.From.After(q.Today()):
			row.Note = "Börjar " + sv.RelativeDay(g.From, q.Today())
		case g.Ending:
			row.Note = "Slutar " + sv.RelativeDay(g.Valid().Last(), q.Today())
		}
		if g.Follows != "" {
			row.Note = sv.Join(". ", row.Note, "Följer "+g.Follows)
		}
		row.Change = paths.EndGrant(a.ID, g.ID)
		v.Now = append(v.Now, row)
	}
	v.Posts = postRows(a, q.Today(), stopped)
	v.Login = loginFacts(a, q)
	v.Actions = actions(a, stopped)
	if a.Name != "" {
		v.Links = append(v.Links, ui.Link{Label: "Personens sida", Href: paths.Person(a.PersonID)})
	}
	v.Links = append(v.Links, ui.Link{Label: "Vad som har ändrats för kontot", Href: paths.AuditOfAccount(a.ID)},
		ui.Link{Label: "Vem som har läst om personen", Href: paths.ReadsOfPerson(a.PersonID)})
	return web.Render(w, r, http.StatusOK, under(a, ""), view.Account, v)
}

// notice says what the office should know first.
func notice(a store.AccountPage, q *web.Req) *ui.Notice {
	switch {
	case a.State == store.AccountStopped:
		return &ui.Notice{Tone: ui.ToneWarn, Text: "Kontot är stoppat. Personen kan inte logga in, vad behörigheterna än säger."}
	case a.State == store.AccountInvited && a.Link == nil:
		return &ui.Notice{Tone: ui.ToneWarn, Text: "Inbjudan har gått ut utan att någon valde lösenord. Gör en ny länk."}
	case a.State == store.AccountInvited:
		return &ui.Notice{Tone: ui.ToneInfo, Text: "Inbjudan väntar. Länken fungerar till " + sv.Instant(q.Moment().Shown(a.Link.ExpiresAt)) + "."}
	case a.ID == q.Access().Account:
		return &ui.Notice{Tone: ui.ToneInfo, Text: "Det här är ditt eget konto."}
	}
	return nil
}

func postRows(a store.AccountPage, today district.Date, stopped bool) []view.PostRow {
	var out []view.PostRow
	for _, post := range a.Posts {
		row := view.PostRow{Post: post.PostName + ", " + post.UnitName, When: sv.Capital(sv.Period(post.Valid()))}
		for _, g := range a.Grants {
			if g.Assigned == post.ID && (g.Until.IsZero() || today.Before(g.Until)) {
				row.Follows = g.Role.Name()
			}
		}
		if row.Follows == "" && !stopped && suggestedRole(post) != "" {
			row.Give = paths.NewGrant(a.ID, post.ID)
		}
		out = append(out, row)
	}
	return out
}

func loginFacts(a store.AccountPage, q *web.Req) []ui.Definition {
	password, factor := "Valt", "Av"
	if !a.HasPassword {
		password = "Inte valt än"
	}
	if a.HasSecondFactor {
		factor = "På"
	} else if needsFactor(a, q.Today()) {
		factor = "Av. Rollen kräver det, så personen får slå på det vid nästa inloggning."
	}
	facts := []ui.Definition{{Term: "Lösenord", Text: password}, {Term: "Tvåstegsinloggning", Text: factor},
		{Term: "Inloggad just nu", Text: loggedIn(a.Sessions)}, {Term: "Kontot skapades", Text: sv.Instant(q.Moment().Shown(a.CreatedAt))}}
	if a.Link != nil && a.Link.Kind == string(auth.Reset) {
		facts = append(facts, ui.Definition{Term: "Länk att byta lösenord", Text: "Fungerar till " + sv.Instant(q.Moment().Shown(a.Link.ExpiresAt))})
	}
	return facts
}

func loggedIn(n int) string {
	if n == 0 {
		return "Nej"
	}
	return "Ja, på " + sv.Count(n, "enhet", "enheter")
}

func needsFactor(a store.AccountPage, day district.Date) bool {
	for _, g := range a.Grants {
		if g.Valid().Contains(day) && g.Role.NeedsSecondFactor() {
			return true
		}
	}
	return false
}

func actions(a store.AccountPage, stopped bool) []templ.Component {
	if stopped {
		return []templ.Component{ui.LinkButton{Label: "Släpp in igen", Href: paths.LetInAccount(a.ID)}}
	}
	link := "Ny inbjudan"
	if a.HasPassword {
		link = "Länk att byta lösenord"
	}
	out := []templ.Component{ui.LinkButton{Label: link, Href: paths.NewAccountLink(a.ID)}, ui.LinkButton{Label: "Ändra e-post", Href: paths.AccountEmail(a.ID)}}
	if a.HasSecondFactor {
		out = append(out, ui.LinkButton{Label: "Ta bort tvåstegsinloggning", Href: paths.ResetSecondFactor(a.ID)})
	}
	return append(out, ui.LinkButton{Label: "Stoppa kontot", Href: paths.StopAccount(a.ID), Kind: ui.Danger})
}

// emailForm asks for another address.
func (p *Pages) emailForm(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("email", a.Email)
	return p.renderEmail(w, r, http.StatusOK, a, f, strconv.Itoa(a.Revision))
}

func (p *Pages) renderEmail(w http.ResponseWriter, r *http.Request, status int, a store.AccountPage, f *form.Form, revision string) error {
	return web.Render(w, r, status, under(a, "Ändra e-post"), view.Email, view.EmailView{F: f, Name: name(a.Account), Action: paths.AccountEmail(a.ID),
		Once: web.NewOnce(), Revision: revision, Back: paths.OneAccount(a.ID)})
}

// setEmail changes the address.
func (p *Pages) setEmail(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	email := auth.NormalEmail(f.Email("email", "E-post"))
	if !f.HasErrors() {
		err := p.Store.SetAccountEmail(r.Context(), web.Of(r).Actor(), web.Once(r), a.ID, web.Revision(f), email)
		if err == nil {
			return web.Redirect(w, r, paths.OneAccount(a.ID), "E-postadressen är ändrad.")
		}
		if !web.Invalid(err, f) {
			return err
		}
	}
	return p.renderEmail(w, r, http.StatusUnprocessableEntity, a, f, f.Get("revision"))
}

// confirm asks before a change of an account. problem is what was wrong with the last try.
func confirm(w http.ResponseWriter, r *http.Request, a store.AccountPage, title string, c ui.Confirm, problem error) error {
	v, status := view.ConfirmView{Confirm: c}, http.StatusOK
	if problem != nil {
		var inv *district.Invalid
		if !errors.As(problem, &inv) || len(inv.Fields) == 0 {
			return problem
		}
		v.Error, status = inv.Fields[0].Message, http.StatusUnprocessableEntity
	}
	v.Confirm.Once, v.Confirm.CancelHref = web.NewOnce(), paths.OneAccount(a.ID)
	return web.Render(w, r, status, under(a, title), view.Confirm, v)
}

// change is the way of a posted confirmation: read the account and the form, do it, and say so or ask again.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, done string, do func(a store.AccountPage) error, again func(a store.AccountPage, problem error) error) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	if err := do(a); err != nil {
		return again(a, err)
	}
	return web.Redirect(w, r, paths.OneAccount(a.ID), done)
}

// askLink asks before a new link is made.
func (p *Pages) askLink(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	return p.confirmLink(w, r, a, nil)
}

func (p *Pages) confirmLink(w http.ResponseWriter, r *http.Request, a store.AccountPage, problem error) error {
	kind, title := linkKind(a)
	c := ui.Confirm{Title: title, Action: paths.NewAccountLink(a.ID), Label: "Visa länken", Calm: true, Points: []string{
		"Du får en länk att lämna till " + name(a.Account) + ". Den fungerar en gång och i " + life(kind) + ".",
		"Länkar som du har gjort tidigare slutar att fungera."}}
	if kind == auth.Reset {
		c.Points = append(c.Points, "När ett nytt lösenord är valt loggas personen ut överallt.")
	}
	if errors.Is(problem, district.ErrConflict) {
		problem = district.NewInvalid("", "Kontot är stoppat. Släpp in personen först.")
	}
	return confirm(w, r, a, title, c, problem)
}

// linkKind is the kind of link that the account needs, and what it is called.
func linkKind(a store.AccountPage) (auth.LinkKind, string) {
	if a.HasPassword {
		return auth.Reset, "Länk att byta lösenord"
	}
	return auth.Invitation, "Ny inbjudan"
}

func life(kind auth.LinkKind) string {
	hours := int(kind.Life().Hours())
	if hours >= 48 {
		return sv.Count(hours/24, "dygn", "dygn")
	}
	return sv.Count(hours, "timme", "timmar")
}

// makeLink makes a link and shows it, once.
func (p *Pages) makeLink(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	kind, _ := linkKind(a)
	make := auth.CreateReset
	if kind == auth.Invitation {
		make = auth.CreateInvitation
	}
	token, err := p.Store.MakeAccountLink(r.Context(), web.Of(r).Actor(), web.Once(r), a.ID, make)
	if err != nil {
		return p.confirmLink(w, r, a, err)
	}
	return p.showLink(w, r, a.Account, kind, token)
}

// showLink answers a post with a page instead of a redirect: the link exists nowhere else and must not be in a cookie
// or an address. A form that was posted twice has no link to show any more.
func (p *Pages) showLink(w http.ResponseWriter, r *http.Request, a store.Account, kind auth.LinkKind, token string) error {
	if token == "" {
		return web.RedirectWarn(w, r, paths.OneAccount(a.ID), "Länken har redan visats en gång. Gör en ny om du inte hann kopiera den.")
	}
	w.Header().Set("Cache-Control", "no-store")
	v := view.LinkView{Title: "Länk att byta lösenord", Name: name(a), Email: a.Email, Link: p.link(paths.AccountLink(token)),
		Until: sv.Instant(web.Of(r).Moment().Shown(web.Of(r).Moment().Now.Add(kind.Life()))), Invitation: kind == auth.Invitation, Back: paths.OneAccount(a.ID)}
	if v.Invitation {
		v.Title = "Inbjudan till " + v.Name
	}
	return web.Render(w, r, http.StatusOK, under(store.AccountPage{Account: a}, "Länk"), view.Link, v)
}

// askReset asks before a lost second factor is taken away.
func (p *Pages) askReset(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	return confirmReset(w, r, a, nil)
}

func confirmReset(w http.ResponseWriter, r *http.Request, a store.AccountPage, problem error) error {
	c := ui.Confirm{Title: "Ta bort tvåstegsinloggning", Text: "Gör det bara när du vet att det är " + name(a.Account) + " som har hört av sig.",
		Action: paths.ResetSecondFactor(a.ID), Label: "Ta bort tvåstegsinloggning", Points: []string{"Personen loggas ut överallt.",
			"Nästa gång räcker lösenordet för att logga in.", "Koderna från telefonen och reservkoderna slutar att fungera."}}
	if needsFactor(a, web.Of(r).Today()) {
		c.Points[1] = "Nästa gång räcker lösenordet för att logga in. Rollen kräver tvåstegsinloggning, så personen får slå på den på nytt på en gång."
	}
	return confirm(w, r, a, c.Title, c, problem)
}

// reset takes a lost second factor away.
func (p *Pages) reset(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "Tvåstegsinloggningen är borttagen.", func(a store.AccountPage) error {
		return p.Store.ChangeAccount(r.Context(), web.Of(r).Actor(), web.Once(r), a.ID, auth.ResetSecondFactor)
	}, func(a store.AccountPage, problem error) error { return confirmReset(w, r, a, problem) })
}

// askStop asks before an account is stopped.
func (p *Pages) askStop(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	return confirmStop(w, r, a, nil)
}

func confirmStop(w http.ResponseWriter, r *http.Request, a store.AccountPage, problem error) error {
	c := ui.Confirm{Title: "Stoppa kontot", Text: "Använd det när ett konto har hamnat i fel händer. Ska någon bara sluta med något är det bättre att sätta en sista dag.",
		Action: paths.StopAccount(a.ID), Label: "Stoppa kontot", Points: []string{name(a.Account) + " loggas ut överallt och kan inte logga in.",
			"Länkar som väntar slutar att fungera.", "Behörigheterna står kvar. Du kan släppa in personen igen."}}
	if a.ID == web.Of(r).Access().Account {
		c.Points[0] = "Det är ditt eget konto: du loggas ut på en gång."
	}
	return confirm(w, r, a, c.Title, c, problem)
}

// stop stops an account.
func (p *Pages) stop(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "Kontot är stoppat.", func(a store.AccountPage) error {
		return p.Store.DisableAccount(r.Context(), web.Of(r).Actor(), web.Once(r), a.ID, true)
	}, func(a store.AccountPage, problem error) error { return confirmStop(w, r, a, problem) })
}

// askLetIn asks before a stopped account may log in again.
func (p *Pages) askLetIn(w http.ResponseWriter, r *http.Request) error {
	a, err := p.read(r)
	if err != nil {
		return err
	}
	return confirmLetIn(w, r, a, nil)
}

func confirmLetIn(w http.ResponseWriter, r *http.Request, a store.AccountPage, problem error) error {
	c := ui.Confirm{Title: "Släpp in igen", Action: paths.LetInAccount(a.ID), Label: "Släpp in", Calm: true, Points: []string{
		name(a.Account) + " kan logga in igen, med sitt gamla lösenord."}}
	for _, g := range a.Grants {
		if g.Valid().Contains(web.Of(r).Today()) {
			c.Points = append(c.Points, "Får se och göra som "+roleIn(g)+".")
		}
	}
	return confirm(w, r, a, c.Title, c, problem)
}

// letIn lets a stopped account log in again.
func (p *Pages) letIn(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "Kontot kan logga in igen.", func(a store.AccountPage) error {
		return p.Store.DisableAccount(r.Context(), web.Of(r).Actor(), web.Once(r), a.ID, false)
	}, func(a store.AccountPage, problem error) error { return confirmLetIn(w, r, a, problem) })
}

// canGive tells whether the reader may give a role in some of the units.
func canGive(a authz.Access, r authz.Role, units []store.Unit) bool {
	if r.UnitKinds() == nil {
		return a.CanGrant(r, 0)
	}
	for _, u := range units {
		if a.CanGrant(r, u.ID) {
			return true
		}
	}
	return false
}
