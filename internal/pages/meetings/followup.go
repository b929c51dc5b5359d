package meetings

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

// followUp shows the two questions to a unit that was at a meeting, filled in with what it has answered.
func (p *Pages) followUp(w http.ResponseWriter, r *http.Request) error {
	ff, err := p.readFollowUp(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	if last := ff.Last(); last != nil {
		f.Set("first", string(last.First))
		f.Set("second", string(last.Second))
	}
	f.Set("day", web.Of(r).Today().String())
	return renderFollowUp(w, r, http.StatusOK, ff, f)
}

func (p *Pages) readFollowUp(r *http.Request) (store.FollowUpForm, error) {
	id, err := web.ID(r, "meeting")
	if err != nil {
		return store.FollowUpForm{}, err
	}
	return p.Store.FollowUpForm(r.Context(), web.Of(r).Scope(authz.MeetingFollowUp), id, web.Slug(r, "slug"))
}

// byPhone tells whether whoever answers for the unit does so for somebody else: without a role in the unit itself, as
// the office does.
func byPhone(a authz.Access, unit int64) bool {
	return !a.Own().CanIn(authz.MeetingFollowUp, unit)
}

func renderFollowUp(w http.ResponseWriter, r *http.Request, status int, ff store.FollowUpForm, f *form.Form) error {
	q := web.Of(r)
	m := ff.Meeting
	v := view.FollowUpView{F: f, Kicker: called(m) + " · " + ff.UnitName, Title: "Efter träffen", Action: paths.FollowUp(m.ID, ff.UnitSlug), Once: web.NewOnce(), Back: paths.FollowUpsOf(m.ID),
		First: m.AskedFirst, Second: m.AskedSecond, ByPhone: byPhone(q.Access(), ff.UnitID), Errors: errorsOf(f, "first", "second", "day", "note")}
	switch {
	case m.AskedFirst == "":
		v.Notice = "Frågorna ställs inte längre. Svaren står kvar."
	case !ff.Came:
		v.Notice = ff.UnitName + " är inte förbockad på träffen. Säg till den som höll den, om ni var med."
	default:
		v.Ask, v.Lead = true, "Kansliet läser svaren. Andra ser vilka som har svarat, men bara hur många som har svarat vad."
	}
	for _, a := range ff.History {
		e := ui.Event{When: sv.Date(a.Day), Title: sv.Capital(a.First.Name()) + " och " + a.Second.Name(), Text: a.Note, Who: a.By, Struck: a.Struck}
		if a.FirstQuestion != m.AskedFirst || a.SecondQuestion != m.AskedSecond {
			e.Text = sv.Join(" ", "Frågorna var: "+a.FirstQuestion+" "+a.SecondQuestion, a.Note)
		}
		if a.ByPhone {
			e.Who = sv.Join(", ", "ifyllt av kansliet per telefon", a.By)
		}
		if a.RecordedOn.After(a.Day) {
			e.Who = sv.Join(", ", e.Who, "skrevs in "+sv.Date(a.RecordedOn))
		}
		if a.Struck {
			e.Text = sv.Join(" ", a.StruckReason, a.Note)
		} else {
			v.Strike = append(v.Strike, ui.LinkButton{Label: "Stryk svaret från " + sv.Date(a.Day), Href: paths.StrikeFollowUp(a.ID), Kind: ui.Plain, Small: true})
		}
		v.Older = append(v.Older, e)
	}
	return web.Render(w, r, status, head(sv.Join(", ", v.Title, ff.UnitName), meetingCrumb(m), ui.Crumb{Label: "Efter träffen"}), view.FollowUp, v)
}

// answerFollowUp writes what a unit answers.
func (p *Pages) answerFollowUp(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	ff, err := p.readFollowUp(r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	choice := func(name, label string) district.Answer {
		return district.Answer(f.OptionalChoice(name, label, string(district.AnswerYes), string(district.AnswerPartly), string(district.AnswerNo)))
	}
	in := store.NewFollowUp{Meeting: ff.Meeting.ID, Unit: ff.UnitID, First: choice("first", "Första frågan"), Second: choice("second", "Andra frågan"),
		Note: f.OptionalMultiline("note", "Kommentar", 300), ByPhone: byPhone(q.Access(), ff.UnitID)}
	if in.ByPhone {
		in.Day = f.OptionalDate("day", "Vilken dag svarade de?")
	}
	if !f.HasErrors() {
		_, err = p.Store.AnswerFollowUp(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingFollowUp), in)
		if err == nil {
			message := "Tack! Svaret är sparat."
			if in.ByPhone {
				message = "Svaret från " + ff.UnitName + " är sparat som ifyllt per telefon."
			}
			return web.Redirect(w, r, paths.FollowUpsOf(ff.Meeting.ID), message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("answer after meeting for %s: %w", ff.UnitName, err)
		}
	}
	if f.Get("day") == "" {
		f.Set("day", q.Today().String())
	}
	return renderFollowUp(w, r, http.StatusUnprocessableEntity, ff, f)
}

// readFollowUpAnswer reads the answer of the address, with the page that it stands on.
func (p *Pages) readFollowUpAnswer(r *http.Request) (store.FollowUp, store.FollowUpForm, error) {
	id, err := web.ID(r, "followUp")
	if err != nil {
		return store.FollowUp{}, store.FollowUpForm{}, err
	}
	scope := web.Of(r).Scope(authz.MeetingFollowUp)
	a, err := p.Store.FollowUp(r.Context(), scope, id)
	if err != nil {
		return a, store.FollowUpForm{}, err
	}
	ff, err := p.Store.FollowUpForm(r.Context(), scope, a.MeetingID, a.UnitSlug)
	return a, ff, err
}

func (p *Pages) strikeFollowUpForm(w http.ResponseWriter, r *http.Request) error {
	a, ff, err := p.readFollowUpAnswer(r)
	if err != nil {
		return err
	}
	return renderStrikeFollowUp(w, r, http.StatusOK, a, ff, form.Empty())
}

func renderStrikeFollowUp(w http.ResponseWriter, r *http.Request, status int, a store.FollowUp, ff store.FollowUpForm, f *form.Form) error {
	back := paths.FollowUp(a.MeetingID, a.UnitSlug)
	v := view.StepView{F: f, Kicker: called(ff.Meeting) + " · " + a.UnitName, Title: "Stryk svaret", Danger: true, Lead: "Svaret från " + sv.Date(a.Day) + ": " + a.First.Name() + " och " + a.Second.Name() + ".",
		Points: []string{"Svaret räknas inte någon dag, inte heller tidigare.", "Det som svarades dessförinnan gäller igen.", "Det står kvar som struket, med skälet."},
		Action: paths.StrikeFollowUp(a.ID), Once: web.NewOnce(), Back: back, Errors: errorsOf(f, "reason"), Submit: "Stryk",
		Fields: []templ.Component{ui.Field{F: f, Name: "reason", Label: "Vad blev fel?", Hint: "Har ni ändrat er? Svara på nytt i stället.", MaxLength: 200}}}
	return web.Render(w, r, status, head(v.Title, meetingCrumb(ff.Meeting), ui.Crumb{Label: "Efter träffen", Href: back}, ui.Crumb{Label: v.Title}), view.Step, v)
}

func (p *Pages) strikeFollowUp(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, ff, err := p.readFollowUpAnswer(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", "Vad blev fel?", 200)
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.StrikeFollowUp(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingFollowUp), a.ID, reason)
		if err == nil {
			return web.Redirect(w, r, paths.FollowUp(a.MeetingID, a.UnitSlug), "Svaret från "+sv.Date(a.Day)+" är struket.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("strike answer after meeting: %w", err)
		}
	}
	return renderStrikeFollowUp(w, r, http.StatusUnprocessableEntity, a, ff, f)
}

// followUps is what those who were there answered afterwards, on the page of the meeting; nil when nothing is asked, or
// the reader is told nothing of it.
func (rd reader) followUps() *view.FollowUpsView {
	m := rd.p.Meeting
	if len(rd.p.FollowUps) == 0 {
		return nil
	}
	v := &view.FollowUpsView{}
	answered := 0
	for _, u := range rd.p.FollowUps {
		row := view.UnitRow{Name: u.Name, Href: rd.unitHref(u.UnitID, u.Kind, u.Slug)}
		open := ui.LinkButton{Href: paths.FollowUp(m.ID, u.Slug), Small: true, Kind: ui.Plain}
		switch {
		case u.Answered && u.Readable:
			answered++
			row.Note = sv.Capital(u.First.Name()) + " och " + u.Second.Name() + ", " + sv.Date(u.Day)
			if u.ByPhone {
				row.Note += " per telefon"
			}
			row.Note = sv.Join(". ", row.Note, u.Note)
			open.Label, open.Describe = "Ändra svaret", "Ändra svaret: "+u.Name
			row.Act = &open
			v.Answers = append(v.Answers, row)
		case u.Answered:
			answered++
		case u.Readable && m.AskedFirst != "":
			open.Label, open.Describe, open.Kind = "Svara", "Svara: "+u.Name, ui.Quiet
			row.Act = &open
			v.Waiting = append(v.Waiting, row)
		default:
			v.Waiting = append(v.Waiting, row)
		}
	}
	if !rd.p.SeesAll {
		v.Own, v.Waiting, v.Answers = append(v.Waiting, v.Answers...), nil, nil
		return v
	}
	v.Lead = sv.Of(answered, len(rd.p.FollowUps)) + " som var med har svarat."
	for _, s := range rd.p.Sums {
		d := ui.Definition{Term: m.AskedFirst, Text: "ja " + sv.Int(s.Yes) + " · delvis " + sv.Int(s.Partly) + " · nej " + sv.Int(s.No)}
		if s.Question == 2 {
			d.Term = m.AskedSecond
		}
		if d.Term == "" {
			d.Term = fmt.Sprintf("Fråga %d", s.Question)
		}
		v.Sums = append(v.Sums, d)
	}
	return v
}
