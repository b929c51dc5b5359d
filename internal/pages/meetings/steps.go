package meetings

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

// hold says that a meeting or a part was held.
func (p *Pages) hold(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	rev := web.Revision(f)
	err = p.Store.HoldMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, rev)
	switch {
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, back(m), f.Errors()[0].Message)
	case err != nil:
		return fmt.Errorf("hold meeting: %w", err)
	}
	return web.RedirectUndo(w, r, back(m), about(m)+" har hållits.", paths.UndoMeeting(m.ID, rev+1))
}

// undo takes back what was last said of a meeting or a part.
func (p *Pages) undo(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.read(r)
	if err != nil {
		return err
	}
	rev, err := strconv.Atoi(r.URL.Query().Get("version"))
	if err != nil {
		return district.ErrNotFound
	}
	q := web.Of(r)
	err = p.Store.UndoMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, rev)
	switch {
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, back(m), f.Errors()[0].Message)
	case errors.Is(err, district.ErrConflict):
		return web.RedirectWarn(w, r, back(m), "Träffen har ändrats sedan dess. Titta efter hur den står nu.")
	case err != nil:
		return fmt.Errorf("undo: %w", err)
	}
	return web.Redirect(w, r, back(m), "Det är ångrat.")
}

// A reasonStep is a step that asks why, and cannot be left out.
type reasonStep struct {
	title, submit, label string
	points               []string
	action               string
	done                 string // what is told afterwards
	do                   func(p *Pages, r *http.Request, m store.Meeting, rev int, reason string) error
}

func cancelStep(m store.Meeting) reasonStep {
	s := reasonStep{title: "Ställ in träffen", submit: "Ställ in", label: "Varför ställs den in?", action: paths.CancelMeeting(m.ID), done: about(m) + " är inställd.",
		points: []string{"Träffen räknas inte i något mål.", "De inbjudna ser att den är inställd, och varför."},
		do: func(p *Pages, r *http.Request, m store.Meeting, rev int, reason string) error {
			q := web.Of(r)
			return p.Store.CancelMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, rev, reason)
		}}
	if m.PartOf != nil {
		s.title, s.points[0] = "Ställ in delen", "Träffen är hållen när de andra delarna är det."
	}
	return s
}

func strikeStep(m store.Meeting) reasonStep {
	s := reasonStep{title: "Stryk träffen", submit: "Stryk", label: "Vad blev fel?", action: paths.StrikeMeeting(m.ID), done: about(m) + " är struken.",
		points: []string{"Träffen var ett misstag: den räknas inte någon dag, och syns bara för den som håller den.", "En träff som inte blev av ställs in i stället."},
		do: func(p *Pages, r *http.Request, m store.Meeting, rev int, reason string) error {
			q := web.Of(r)
			return p.Store.StrikeMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, rev, reason)
		}}
	if m.PartOf != nil {
		s.title = "Stryk delen"
	}
	return s
}

func (p *Pages) cancelForm(w http.ResponseWriter, r *http.Request) error {
	return p.askReason(w, r, cancelStep)
}
func (p *Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	return p.doReason(w, r, cancelStep)
}
func (p *Pages) strikeForm(w http.ResponseWriter, r *http.Request) error {
	return p.askReason(w, r, strikeStep)
}
func (p *Pages) strike(w http.ResponseWriter, r *http.Request) error {
	return p.doReason(w, r, strikeStep)
}

func (p *Pages) askReason(w http.ResponseWriter, r *http.Request, of func(store.Meeting) reasonStep) error {
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	return renderReason(w, r, http.StatusOK, m, of(m), form.Empty())
}

func renderReason(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, s reasonStep, f *form.Form) error {
	v := view.StepView{F: f, Kicker: about(m), Title: s.title, Points: s.points, Action: s.action, Once: web.NewOnce(), Revision: revision(m.Revision),
		Errors: errorsOf(f, "reason"), Submit: s.submit, Danger: true, Back: back(m)}
	v.Fields = []templ.Component{ui.Field{F: f, Name: "reason", Label: s.label, MaxLength: 400}}
	return web.Render(w, r, status, head(s.title, meetingCrumb(m), ui.Crumb{Label: s.submit}), view.Step, v)
}

func (p *Pages) doReason(w http.ResponseWriter, r *http.Request, of func(store.Meeting) reasonStep) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	s := of(m)
	reason := f.Text("reason", s.label, 400)
	if !f.HasErrors() {
		rev := web.Revision(f)
		err = s.do(p, r, m, rev, reason)
		if err == nil {
			return web.RedirectUndo(w, r, afterReason(m), s.done, paths.UndoMeeting(m.ID, rev+1))
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("%s: %w", s.action, err)
		}
	}
	return renderReason(w, r, http.StatusUnprocessableEntity, m, s, f)
}

// afterReason is where to go when it is done: of a part to the whole, whose list of parts it may have left.
func afterReason(m store.Meeting) string {
	if m.PartOf != nil {
		return paths.Meeting(*m.PartOf)
	}
	return paths.Meeting(m.ID)
}
