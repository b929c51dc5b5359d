// Package account is logging in, the links that set a password, and one's own page.
package account

import (
	"errors"
	"net/http"
	"strings"

	"verkstad/internal/auth"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/account"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Auth  *auth.Auth
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	return []web.Route{
		{Method: get, Pattern: paths.Login, Perm: web.Public, Handler: p.login},
		{Method: post, Pattern: paths.Login, Perm: web.Public, Handler: p.doLogin},
		{Method: post, Pattern: paths.Logout, Perm: web.Public, Handler: p.logout},
		{Method: get, Pattern: paths.Forgot, Perm: web.Public, Handler: p.forgot},
		{Method: get, Pattern: paths.AccountLink("{token}"), Perm: web.Public, Handler: p.link},
		{Method: post, Pattern: paths.AccountLink("{token}"), Perm: web.Public, Handler: p.useLink},
		{Method: get, Pattern: paths.SecondFactor, Perm: web.HalfUser, Handler: p.code},
		{Method: post, Pattern: paths.SecondFactor, Perm: web.HalfUser, Handler: p.confirmCode},
		{Method: get, Pattern: paths.EnrollFactor, Perm: web.HalfUser, Handler: p.enrol},
		{Method: post, Pattern: paths.EnrollFactor, Perm: web.HalfUser, Handler: p.doEnrol},
		{Method: get, Pattern: paths.Account, Perm: web.AnyUser, Handler: p.own},
		{Method: get, Pattern: paths.OwnPassword, Perm: web.AnyUser, Handler: p.password},
		{Method: post, Pattern: paths.OwnPassword, Perm: web.AnyUser, Handler: p.changePassword},
		{Method: get, Pattern: paths.OwnRecoveryCodes, Perm: web.AnyUser, Handler: p.recovery},
		{Method: post, Pattern: paths.OwnRecoveryCodes, Perm: web.AnyUser, Handler: p.newRecovery},
		{Method: get, Pattern: paths.RemoveFactor, Perm: web.AnyUser, Handler: p.removal},
		{Method: post, Pattern: paths.RemoveFactor, Perm: web.AnyUser, Handler: p.remove},
		{Method: post, Pattern: paths.OwnSessions, Perm: web.AnyUser, Handler: p.revoke},
	}
}

var bare = web.Head{Bare: true}

func titled(title string) web.Head {
	h := bare
	h.Title = title
	return h
}

func (p *Pages) login(w http.ResponseWriter, r *http.Request) error {
	next := web.Next(r.URL.Query().Get("till"), "")
	if web.Of(r).Access().SignedIn() {
		return web.Redirect(w, r, web.Next(next, paths.Home), "")
	}
	return p.renderLogin(w, r, http.StatusOK, form.Empty(), next)
}

func (p *Pages) renderLogin(w http.ResponseWriter, r *http.Request, status int, f *form.Form, next string) error {
	return web.Render(w, r, status, titled("Logga in"), view.Login, view.LoginView{F: f, Action: paths.Login, Next: next, Forgot: paths.Forgot})
}

func (p *Pages) doLogin(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	next := web.Next(f.Get("till"), "")
	email := auth.NormalEmail(f.Get("email"))
	if email == "" {
		f.Fail("email", "Skriv din e-postadress.")
	}
	if f.Get("password") == "" {
		f.Fail("password", "Skriv ditt lösenord.")
	}
	if f.HasErrors() {
		return p.renderLogin(w, r, http.StatusUnprocessableEntity, f, next)
	}
	id, err := p.Auth.CheckPassword(r.Context(), r, web.Of(r).Caller(), email, f.Get("password"))
	if err == nil {
		err = p.Auth.SignIn(r.Context(), w, r, id)
	}
	if message, status := loginProblem(err); message != "" {
		f.Fail("", message)
		f.Set("password", "")
		return p.renderLogin(w, r, status, f, next)
	} else if err != nil {
		return err
	}
	// The next request finds out whether a code is asked for, and leads on from there.
	return web.Redirect(w, r, web.Next(next, paths.Home), "")
}

// loginProblem says in Swedish what is wrong with an attempt, "" when it is none of the attempt's. It never tells
// whether the account exists.
func loginProblem(err error) (message string, status int) {
	var many *auth.TooManyError
	switch {
	case errors.Is(err, auth.ErrWrongPassword):
		return "E-postadressen eller lösenordet stämmer inte. Försök igen, eller be kansliet om en länk för att byta lösenord.", http.StatusUnprocessableEntity
	case errors.Is(err, auth.ErrWrongCode):
		return "Koden stämmer inte. Vänta på nästa kod i appen och skriv den.", http.StatusUnprocessableEntity
	case errors.As(err, &many):
		return "Det har varit för många försök. Vänta " + wait(many) + " och försök igen.", http.StatusTooManyRequests
	case errors.Is(err, district.ErrTooMany):
		return "Det har varit för många försök. Vänta några minuter och försök igen.", http.StatusTooManyRequests
	}
	return "", 0
}

func wait(e *auth.TooManyError) string {
	if s := int(e.Wait.Seconds()) + 1; s < 90 {
		return sv.Count(s, "sekund", "sekunder")
	}
	return sv.Count(int(e.Wait.Minutes())+1, "minut", "minuter")
}

func (p *Pages) logout(w http.ResponseWriter, r *http.Request) error {
	if err := p.Auth.SignOut(w, r); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache"`) // or the back button still shows names to whoever comes next
	return web.Redirect(w, r, paths.Login, "Du är utloggad.")
}

func (p *Pages) forgot(w http.ResponseWriter, r *http.Request) error {
	return p.renderText(w, r, http.StatusOK, "Glömt lösenordet", view.TextView{Title: "Glömt lösenordet?",
		Text: "Ring eller skriv till kansliet. De ger dig en länk där du väljer ett nytt. Länken fungerar en gång och i två timmar."})
}

// renderText shows a page of text to somebody who cannot get in, with the ways that the office has published.
func (p *Pages) renderText(w http.ResponseWriter, r *http.Request, status int, title string, v view.TextView) error {
	published, err := p.Store.Published(r.Context(), web.Of(r).Today(), district.KindDistrict)
	if err != nil {
		return err
	}
	for _, u := range published {
		for _, c := range u.Contacts {
			d := ui.Definition{Term: c.Kind.Name(), Text: c.Value}
			switch c.Kind {
			case district.ContactEmail:
				d.Href = "mailto:" + c.Value
			case district.ContactPhone:
				d.Href = "tel:" + strings.NewReplacer(" ", "", "-", "").Replace(c.Value)
			}
			v.Office = append(v.Office, d)
		}
	}
	v.Href, v.Label = paths.Login, "Till inloggningen"
	return web.Render(w, r, status, titled(title), view.Text, v)
}

// link shows what a link is for and changes nothing: scanners of mail open links too.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) error {
	return p.renderLink(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderLink(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	w.Header().Set("Cache-Control", "no-store")
	token := web.Slug(r, "token")
	info, err := p.Auth.LookLink(r.Context(), token)
	if errors.Is(err, auth.ErrLinkGone) {
		return p.renderText(w, r, http.StatusNotFound, "Länken fungerar inte", view.TextView{Title: "Länken fungerar inte längre",
			Text: "Den har använts, är för gammal eller har ersatts av en nyare. Be kansliet om en ny."})
	}
	if err != nil {
		return err
	}
	f.Set("password", "")
	return web.Render(w, r, status, titled("Välj lösenord"), view.Link, view.LinkView{F: f, Action: paths.AccountLink(token), Name: info.Name,
		Email: info.Email, Invitation: info.Kind == auth.Invitation, Until: sv.Instant(web.Of(r).Moment().Shown(info.ExpiresAt))})
}

func (p *Pages) useLink(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	id, err := p.Auth.UseLink(r.Context(), web.Of(r).Caller(), web.Slug(r, "token"), f.Get("password"))
	switch {
	case errors.Is(err, auth.ErrLinkGone):
		return p.renderLink(w, r, http.StatusNotFound, f)
	case web.Invalid(err, f):
		return p.renderLink(w, r, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	if err := p.Auth.SignIn(r.Context(), w, r, id); err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Home, "Lösenordet är sparat.")
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	next := web.Next(r.URL.Query().Get("till"), "")
	if web.Of(r).Pending != auth.PendingCode {
		return web.Redirect(w, r, web.Next(next, paths.Home), "")
	}
	f := form.Empty()
	f.Set("reserv", r.URL.Query().Get("reserv"))
	return p.renderCode(w, r, http.StatusOK, f, next)
}

func (p *Pages) renderCode(w http.ResponseWriter, r *http.Request, status int, f *form.Form, next string) error {
	v := view.CodeView{F: f, Action: paths.SecondFactor, Next: next, Recovery: f.Get("reserv") == "ja", Other: paths.With(paths.SecondFactor, "till", next)}
	title := "Skriv en reservkod"
	if !v.Recovery {
		title, v.Other = "Skriv din kod", paths.With(paths.SecondFactor, "till", next, "reserv", "ja")
	}
	return web.Render(w, r, status, titled(title), view.Code, v)
}

func (p *Pages) confirmCode(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	next := web.Next(f.Get("till"), "")
	err = p.Auth.ConfirmSecondFactor(w, r, web.Of(r).Caller(), f.Get("code"))
	if message, status := loginProblem(err); message != "" {
		if errors.Is(err, auth.ErrWrongCode) && f.Get("reserv") == "ja" {
			message = "Reservkoden stämmer inte. Kontrollera tecknen, eller ta en som du inte har använt."
		}
		f.Fail("code", message)
		f.Set("code", "")
		return p.renderCode(w, r, status, f, next)
	} else if errors.Is(err, auth.ErrNotSignedIn) {
		return web.Redirect(w, r, paths.LoginThen(next), "")
	} else if err != nil {
		return err
	}
	return web.Redirect(w, r, web.Next(next, paths.Home), "")
}
