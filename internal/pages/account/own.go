package account

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/account"
	"verkstad/templates/ui"
)

// within returns the head of a page under one's own page.
func within(title string) web.Head {
	return web.Head{Title: title, Crumbs: []ui.Crumb{{Label: "Min sida", Href: paths.Account}, {Label: title}}}
}

func (p *Pages) own(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	account := q.Access().Account
	sessions, err := p.Auth.ListSessions(r.Context(), account)
	if err != nil {
		return err
	}
	left, err := p.Auth.RecoveryCodesLeft(r.Context(), account)
	if err != nil {
		return err
	}
	v := view.OwnView{Name: q.Access().Name, Email: q.Email, PasswordHref: paths.OwnPassword, HasFactor: q.HasSecondFactor,
		FactorRequired: p.Auth.Required(q.Identity), FactorHref: paths.EnrollFactor, RemoveHref: paths.RemoveFactor, CodesHref: paths.OwnRecoveryCodes,
		CodesLeft: "Du har " + sv.Count(left, "reservkod", "reservkoder") + " kvar.", RevokeAction: paths.OwnSessions, Once: web.NewOnce(), Others: len(sessions) > 1}
	if q.Can(authz.PersonRead) {
		v.Person = paths.Person(q.Access().Person)
	}
	for _, g := range q.Access().Grants {
		where := "Hela distriktet"
		if g.UnitName != "" {
			where = g.UnitName
		}
		v.Grants = append(v.Grants, ui.Definition{Term: g.Role.Name(), Text: where})
	}
	for _, s := range sessions {
		v.Sessions = append(v.Sessions, view.SessionRow{ID: strconv.FormatInt(s.PublicID, 10), Device: device(s.UserAgent),
			Since: sv.Instant(q.Moment().Shown(s.CreatedAt)), Seen: sv.Ago(s.LastSeenAt, q.Moment().Now), Current: s.PublicID == q.Session.PublicID})
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Min sida"}, view.Own, v)
}

// device names a browser roughly, so that somebody knows it again; it is never used for anything else.
func device(agent string) string {
	name := "Okänd webbläsare"
	for _, b := range []struct{ sign, name string }{{"Edg/", "Edge"}, {"Firefox/", "Firefox"}, {"Chrom", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b.sign) {
			name = b.name
			break
		}
	}
	for _, o := range []struct{ sign, name string }{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, o.sign) {
			return name + " på " + o.name
		}
	}
	return name
}

func (p *Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	if f.Get("session") == "others" {
		n, err := p.Auth.RevokeOthers(r.Context(), q.Caller(), q.Access().Account, q.Session.PublicID)
		if err != nil {
			return err
		}
		return web.Redirect(w, r, paths.Account, sv.Count(int(n), "inloggning är avslutad.", "inloggningar är avslutade."))
	}
	id, err := strconv.ParseInt(f.Get("session"), 10, 64)
	if err != nil {
		return district.ErrNotFound
	}
	if err := p.Auth.RevokeSession(r.Context(), q.Caller(), q.Access().Account, id); err != nil && !errors.Is(err, district.ErrNotFound) {
		return err
	}
	return web.Redirect(w, r, paths.Account, "Inloggningen är avslutad.")
}

func (p *Pages) password(w http.ResponseWriter, r *http.Request) error {
	return p.renderPassword(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderPassword(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	f.Set("current", "")
	f.Set("password", "")
	return web.Render(w, r, status, within("Byt lösenord"), view.Password, view.PasswordView{F: f, Action: paths.OwnPassword, Email: web.Of(r).Email, Cancel: paths.Account})
}

func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	err = p.Auth.ChangePassword(w, r, web.Of(r).Caller(), f.Get("current"), f.Get("password"))
	if message, status := loginProblem(err); message != "" {
		f.Fail("", message)
		return p.renderPassword(w, r, status, f)
	}
	if web.Invalid(err, f) {
		return p.renderPassword(w, r, http.StatusUnprocessableEntity, f)
	} else if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Account, "Lösenordet är bytt. Du är utloggad överallt utom här.")
}

func (p *Pages) enrol(w http.ResponseWriter, r *http.Request) error {
	return p.renderEnrol(w, r, http.StatusOK, form.Empty(), web.Next(r.URL.Query().Get("till"), ""))
}

func (p *Pages) renderEnrol(w http.ResponseWriter, r *http.Request, status int, f *form.Form, next string) error {
	q := web.Of(r)
	w.Header().Set("Cache-Control", "no-store") // the page shows the secret
	e, err := p.Auth.BeginEnrolment(w, r)
	if errors.Is(err, auth.ErrNotSignedIn) {
		return web.Redirect(w, r, paths.SecondFactor, "")
	}
	if err != nil {
		return err
	}
	f.Set("code", "")
	f.Set("current", "")
	v := view.EnrolView{F: f, Action: paths.EnrollFactor, Next: next, Required: p.Auth.Required(q.Identity), Replaces: q.HasSecondFactor,
		Secret: e.Secret, URI: e.URI, QRSize: strconv.Itoa(e.QR.Size), QRPath: e.QR.Path, Cancel: paths.Account}
	head := within("Tvåstegsinloggning")
	if q.Pending == auth.PendingEnroll {
		head, v.Cancel = titled("Tvåstegsinloggning"), ""
	}
	return web.Render(w, r, status, head, view.Enrol, v)
}

func (p *Pages) doEnrol(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	next := web.Next(f.Get("till"), "")
	codes, err := p.Auth.Enrol(w, r, web.Of(r).Caller(), f.Get("code"), f.Get("current"))
	if message, status := loginProblem(err); message != "" {
		f.Fail("code", message)
		return p.renderEnrol(w, r, status, f, next)
	}
	if web.Invalid(err, f) {
		return p.renderEnrol(w, r, http.StatusUnprocessableEntity, f, next)
	} else if err != nil {
		return err
	}
	return p.showCodes(w, r, codes, web.Next(next, paths.Home))
}

// showCodes answers a post with a page instead of a redirect: the codes exist nowhere else and must not be in a
// cookie or an address.
func (p *Pages) showCodes(w http.ResponseWriter, r *http.Request, codes []string, next string) error {
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, r, http.StatusOK, titled("Reservkoder"), view.Codes, view.CodesView{Codes: codes, Next: next})
}

func (p *Pages) recovery(w http.ResponseWriter, r *http.Request) error {
	return p.renderRecovery(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderRecovery(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	if !web.Of(r).HasSecondFactor {
		return district.ErrNotFound
	}
	f.Set("current", "")
	return web.Render(w, r, status, within("Nya reservkoder"), view.ConfirmSelf, view.ConfirmView{F: f, Title: "Nya reservkoder",
		Text: "De gamla slutar att fungera. De nya visas en gång.", Action: paths.OwnRecoveryCodes, Submit: "Visa nya koder", Email: web.Of(r).Email, Cancel: paths.Account})
}

func (p *Pages) newRecovery(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	codes, err := p.Auth.NewRecoveryCodes(w, r, web.Of(r).Caller(), f.Get("current"))
	if message, status := loginProblem(err); message != "" {
		f.Fail("", message)
		return p.renderRecovery(w, r, status, f)
	}
	if web.Invalid(err, f) {
		return p.renderRecovery(w, r, http.StatusUnprocessableEntity, f)
	} else if err != nil {
		return err
	}
	return p.showCodes(w, r, codes, paths.Account)
}

func (p *Pages) removal(w http.ResponseWriter, r *http.Request) error {
	return p.renderRemoval(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) renderRemoval(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	q := web.Of(r)
	if !q.HasSecondFactor {
		return district.ErrNotFound
	}
	if p.Auth.Required(q.Identity) {
		return district.ErrForbidden
	}
	f.Set("current", "")
	return web.Render(w, r, status, within("Stäng av tvåstegsinloggning"), view.ConfirmSelf, view.ConfirmView{F: f, Title: "Stäng av tvåstegsinloggning",
		Text: "Sedan räcker lösenordet för att logga in som du. Du loggas ut överallt utom här.", Action: paths.RemoveFactor, Submit: "Stäng av", Danger: true,
		Email: q.Email, Cancel: paths.Account})
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	err = p.Auth.RemoveSecondFactor(w, r, web.Of(r).Caller(), f.Get("current"))
	if message, status := loginProblem(err); message != "" {
		f.Fail("", message)
		return p.renderRemoval(w, r, status, f)
	}
	if web.Invalid(err, f) {
		return p.renderRemoval(w, r, http.StatusUnprocessableEntity, f)
	} else if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Account, "Tvåstegsinloggning är avstängd.")
}
