package meetings

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

func kindHead(title string, further ...ui.Crumb) web.Head {
	if len(further) == 0 {
		return head(title, ui.Crumb{Label: "Slag av träffar"})
	}
	return head(title, append([]ui.Crumb{{Label: "Slag av träffar", Href: paths.MeetingKinds}}, further...)...)
}

// kinds lists the kinds of meeting.
func (p *Pages) kinds(w http.ResponseWriter, r *http.Request) error {
	today := web.Of(r).Today()
	all, err := p.Store.MeetingKinds(r.Context())
	if err != nil {
		return err
	}
	v := view.KindsView{New: paths.NewMeetingKind}
	for _, k := range all {
		row := view.KindRow{Name: k.Name, Href: paths.MeetingKind(k.ID), Rule: ruleText(k), Invited: "de som håller den"}
		if row.Rule == "" {
			row.Rule = "inte bestämt"
		}
		if len(k.Invited.Kinds) > 0 {
			row.Invited = k.Invited.Describe()
		}
		if k.PostName != "" {
			row.Invited = inSentence(k.PostName) + " i " + row.Invited
		}
		if !k.Retired.IsZero() && !today.Before(k.Retired) {
			row.Retired = sv.Date(k.Retired)
			v.Retired = append(v.Retired, row)
			continue
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, kindHead("Slag av träffar"), view.Kinds, v)
}

func (p *Pages) newKind(w http.ResponseWriter, r *http.Request) error {
	return p.renderKind(w, r, http.StatusOK, store.MeetingKind{}, form.Empty())
}

// renderKind shows the form of a kind; one without id is new.
func (p *Pages) renderKind(w http.ResponseWriter, r *http.Request, status int, k store.MeetingKind, f *form.Form) error {
	posts, err := p.Store.Posts(r.Context())
	if err != nil {
		return err
	}
	v := view.KindView{F: f, Kicker: "Slag av träff", Title: "Lägg till slag av träff", Action: paths.NewMeetingKind, Once: web.NewOnce(), Submit: "Lägg till", Back: paths.MeetingKinds,
		Errors: errorsOf(f, "name", "plural", "perYear", "audiences", "organisers", "invited", "post", "attendance", "followUpFirst", "followUpSecond", "consultation", "questions")}
	for _, post := range posts {
		if post.Retired.IsZero() || k.PostID != nil && *k.PostID == post.ID {
			v.Posts = append(v.Posts, ui.Option{Value: idText(post.ID), Label: post.Name})
		}
	}
	if k.ID == 0 {
		return web.Render(w, r, status, kindHead(v.Title, ui.Crumb{Label: "Lägg till"}), view.Kind, v)
	}
	v.Title, v.Action, v.Revision, v.Submit = k.Name, paths.MeetingKind(k.ID), revision(k.Revision), "Spara"
	retire := ui.LinkButton{Label: "Sluta använda", Href: paths.RetireMeetingKind(k.ID)}
	if !k.Retired.IsZero() {
		retire.Label = "Ändra när det slutar användas"
		v.Retired = "Från och med " + sv.Date(k.Retired) + " planeras inga nya."
	}
	v.Actions = []templ.Component{retire}
	return web.Render(w, r, status, kindHead(k.Name, ui.Crumb{Label: k.Name}), view.Kind, v)
}

// kindInput reads the form of a kind.
func (p *Pages) kindInput(r *http.Request, f *form.Form) (store.MeetingKindInput, error) {
	kinds := make([]string, 0, len(district.UnitKinds()))
	for _, k := range district.UnitKinds() {
		kinds = append(kinds, string(k))
	}
	chosen := func(name, label string) []district.UnitKind {
		var out []district.UnitKind
		for _, k := range f.Choices(name, label, kinds...) {
			out = append(out, district.UnitKind(k))
		}
		return out
	}
	in := store.MeetingKindInput{Name: f.Text("name", "Namn", 60), Plural: f.Text("plural", "Namn i flertal", 60), Organisers: chosen("organisers", "Vilka får hålla den?"),
		Invited: measure.Population{Kinds: chosen("invited", "Vilka bjuds in?")}, Post: f.OptionalID("post", "För vilket uppdrag?"),
		Consultation: f.Bool("consultation"), Questions: f.Bool("questions"), Attendance: f.Bool("attendance")}
	in.FollowUp = store.FollowUpQuestions{First: f.OptionalText("followUpFirst", "Första frågan", 200), Second: f.OptionalText("followUpSecond", "Andra frågan", 200)}
	in.PerYear, _ = f.OptionalInt("perYear", "Antal per kalenderår", 1, 12)
	for a := range strings.SplitSeq(f.OptionalText("audiences", "Målgrupper", 200), ",") {
		if a = strings.TrimSpace(a); a != "" {
			in.Audiences = append(in.Audiences, a)
		}
	}
	if in.Post != 0 {
		posts, err := p.Store.Posts(r.Context())
		if err != nil {
			return in, err
		}
		known := false
		for _, post := range posts {
			known = known || post.ID == in.Post
		}
		if !known {
			f.Fail("post", "Välj ett uppdrag i listan.")
		}
	}
	return in, nil
}

func (p *Pages) createKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in, err := p.kindInput(r, f)
	if err != nil {
		return err
	}
	if !f.HasErrors() {
		_, err := p.Store.CreateMeetingKind(r.Context(), web.Of(r).Actor(), web.Once(r), in)
		if err == nil {
			return web.Redirect(w, r, paths.MeetingKinds, in.Name+" finns nu bland slagen av träffar.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add kind of meeting: %w", err)
		}
	}
	return p.renderKind(w, r, http.StatusUnprocessableEntity, store.MeetingKind{}, f)
}

func (p *Pages) readKind(r *http.Request) (store.MeetingKind, error) {
	id, err := web.ID(r, "meetingKind")
	if err != nil {
		return store.MeetingKind{}, err
	}
	return p.Store.MeetingKind(r.Context(), id)
}

func (p *Pages) kind(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("name", k.Name)
	f.Set("plural", k.Plural)
	f.SetAll("organisers", k.Organisers)
	var invited []string
	for _, u := range k.Invited.Kinds {
		invited = append(invited, string(u))
	}
	f.SetAll("invited", invited)
	if k.PostID != nil {
		f.Set("post", idText(*k.PostID))
	}
	if k.PerYear != nil {
		f.Set("perYear", strconv.Itoa(*k.PerYear))
	}
	f.Set("audiences", strings.Join(k.Audiences, ", "))
	f.Set("followUpFirst", k.FollowUp.First)
	f.Set("followUpSecond", k.FollowUp.Second)
	for name, on := range map[string]bool{"consultation": k.Consultation, "questions": k.Questions, "attendance": k.Attendance} {
		if on {
			f.Set(name, "ja")
		}
	}
	return p.renderKind(w, r, http.StatusOK, k, f)
}

func (p *Pages) saveKind(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	in, err := p.kindInput(r, f)
	if err != nil {
		return err
	}
	// The form knows kinds only; who else was left out of the rule stays so.
	in.Invited.Except, in.Invited.MinAgeMonths = k.Invited.Except, k.Invited.MinAgeMonths
	if !f.HasErrors() {
		err := p.Store.UpdateMeetingKind(r.Context(), web.Of(r).Actor(), web.Once(r), k.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, paths.MeetingKinds, in.Name+" är ändrad. Träffar som redan är planerade ändras inte.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("change kind of meeting: %w", err)
		}
	}
	return p.renderKind(w, r, http.StatusUnprocessableEntity, k, f)
}

func (p *Pages) retireForm(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("from", k.Retired.String())
	if k.Retired.IsZero() {
		f.Set("from", web.Of(r).Today().String())
	}
	return renderRetire(w, r, http.StatusOK, k, f)
}

func renderRetire(w http.ResponseWriter, r *http.Request, status int, k store.MeetingKind, f *form.Form) error {
	v := view.StepView{F: f, Kicker: k.Name, Title: "Sluta använda slaget", Points: []string{"Inga nya planeras från den dagen.", "De som är planerade och de som har hållits står kvar, och räknas som förut."},
		Action: paths.RetireMeetingKind(k.ID), Once: web.NewOnce(), Revision: revision(k.Revision), Errors: errorsOf(f, "from"), Submit: "Spara", Back: paths.MeetingKind(k.ID),
		Fields: []templ.Component{ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Används inte från", Hint: "Lämna tomt för att använda det igen.", Optional: true}}}
	return web.Render(w, r, status, kindHead(v.Title, ui.Crumb{Label: k.Name, Href: paths.MeetingKind(k.ID)}, ui.Crumb{Label: "Sluta använda"}), view.Step, v)
}

func (p *Pages) retire(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	k, err := p.readKind(r)
	if err != nil {
		return err
	}
	from := f.OptionalDate("from", "Används inte från")
	if !f.HasErrors() {
		err := p.Store.RetireMeetingKind(r.Context(), web.Of(r).Actor(), web.Once(r), k.ID, web.Revision(f), from)
		if err == nil {
			message := k.Name + " används igen."
			if !from.IsZero() {
				message = k.Name + " planeras inte från och med " + sv.Date(from) + "."
			}
			return web.Redirect(w, r, paths.MeetingKinds, message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("retire kind of meeting: %w", err)
		}
	}
	return renderRetire(w, r, http.StatusUnprocessableEntity, k, f)
}
