package meetings

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

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

// partRows is how many parts the form of a new meeting has fields for. More can be added on its page.
const partRows = 6

// planning is one request to plan a meeting.
type planning struct {
	kind       store.MeetingKind
	organisers []store.MeetingUnitName // of whom one holds it
}

// readPlanning reads the kind of the address and who may hold it: ok is false when none is chosen yet.
func (p *Pages) readPlanning(r *http.Request) (pl planning, all store.MeetingForm, ok bool, err error) {
	q := web.Of(r)
	all, err = p.Store.MeetingForm(r.Context(), q.Scope(authz.MeetingEdit), q.Today())
	if err != nil {
		return pl, all, false, err
	}
	id := queryID(r, "slag")
	if id == 0 && len(all.Kinds) == 1 {
		id = all.Kinds[0].ID
	}
	if id == 0 || len(all.Kinds) == 0 {
		return pl, all, false, nil
	}
	i := slices.IndexFunc(all.Kinds, func(k store.MeetingKind) bool { return k.ID == id })
	if i < 0 {
		return pl, all, false, district.ErrNotFound
	}
	pl.kind = all.Kinds[i]
	for _, u := range all.Organisers {
		if pl.kind.OrganisedBy(u.Kind) {
			pl.organisers = append(pl.organisers, u)
		}
	}
	return pl, all, true, nil
}

// planForm asks for a new meeting, or first of which kind.
func (p *Pages) planForm(w http.ResponseWriter, r *http.Request) error {
	pl, all, ok, err := p.readPlanning(r)
	if err != nil {
		return err
	}
	if !ok {
		return renderChoose(w, r, all)
	}
	f := form.Empty()
	f.Set("start", "18:30")
	f.Set("organiser", idText(pl.organisers[0].ID))
	return pl.render(w, r, http.StatusOK, f)
}

func renderChoose(w http.ResponseWriter, r *http.Request, all store.MeetingForm) error {
	v := view.ChooseKindView{Back: paths.Meetings}
	for _, k := range all.Kinds {
		v.Kinds = append(v.Kinds, view.KindChoice{Label: k.Name, Href: paths.PlanMeetingOf(k.ID), Note: ruleText(k)})
	}
	if len(v.Kinds) == 0 { // nobody who could hold one is there yet
		v.Empty = &ui.Empty{Title: "Ingen kan hålla en träff än", Text: "En träff hålls av distriktet, en styrelse, ett utskott eller en förening. Lägg till den som håller träffen först."}
		if web.Of(r).Can(authz.UnitManage) {
			v.Empty.Action = ui.LinkButton{Label: "Lägg till ett organ", Href: paths.NewBody}
		}
	}
	title := "Lägg till träff"
	return web.Render(w, r, http.StatusOK, head(title, ui.Crumb{Label: title}), view.ChooseKind, v)
}

// ruleText says how many of a kind are required in a year, "" without a rule.
func ruleText(k store.MeetingKind) string {
	switch {
	case k.PerYear == nil:
		return ""
	case len(k.Audiences) > 1:
		return strconv.Itoa(*k.PerYear) + " per kalenderår för varje målgrupp"
	}
	return strconv.Itoa(*k.PerYear) + " per kalenderår"
}

func (pl planning) render(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	title := "Lägg till " + inSentence(pl.kind.Name)
	v := view.EditView{F: f, Kicker: ruleText(pl.kind), Title: title, Action: paths.PlanMeetingOf(pl.kind.ID), Once: web.NewOnce(), Submit: "Lägg till", Back: paths.Meetings,
		New: true, Whole: true, AskHeld: true, AskConsulted: pl.kind.Consultation, Audiences: audienceOptions(pl.kind.Audiences), PartRows: partRows}
	if len(pl.organisers) > 1 {
		v.Organisers = unitOptions(pl.organisers)
	} else {
		v.Hidden = []ui.Pair{{Name: "organiser", Value: idText(pl.organisers[0].ID)}}
	}
	v.AskAnother = f.Error("another") != "" || f.Bool("another")
	names := []string{"another", "day", "start", "end", "place", "organiser", "audience", "consulted", "held"}
	for i := range partRows {
		for _, name := range partFields {
			names = append(names, name+strconv.Itoa(i))
			v.PartsOpen = v.PartsOpen || f.Error(name+strconv.Itoa(i)) != "" || f.Get(name+strconv.Itoa(i)) != ""
		}
	}
	v.Errors = errorsOf(f, append(names, "kind", "title", "note")...)
	v.MoreOpen = f.Error("title")+f.Error("note") != "" || f.Get("title")+f.Get("note") != ""
	return web.Render(w, r, status, head(title, ui.Crumb{Label: title}), view.Edit, v)
}

var partFields = []string{"region", "day", "start", "end", "place"}

func audienceOptions(audiences []string) []ui.Option {
	out := make([]ui.Option, len(audiences))
	for i, a := range audiences {
		out[i] = ui.Option{Value: a, Label: sv.Capital(a)}
	}
	return out
}

// plan plans a meeting, or writes one that was held.
func (p *Pages) plan(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	pl, _, ok, err := p.readPlanning(r)
	if err != nil {
		return err
	}
	if !ok {
		return district.NewInvalid("", "Välj vilket slags träff det är. Gå tillbaka och välj.")
	}
	in := pl.input(f)
	if !f.HasErrors() {
		q := web.Of(r)
		id, err := p.Store.PlanMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), in)
		if err == nil {
			to := paths.Meeting(id)
			message := pl.kind.Name + " är inlagd."
			if in.Held && pl.kind.Attendance && len(in.Parts) == 0 {
				to, message = paths.Attendance(id), pl.kind.Name+" är inlagd. Pricka av vilka som var med."
			}
			return web.Redirect(w, r, to, message)
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("plan meeting: %w", err)
		}
	}
	return pl.render(w, r, http.StatusUnprocessableEntity, f)
}

// input reads the form of a new meeting.
func (pl planning) input(f *form.Form) store.NewMeeting {
	in := store.NewMeeting{Kind: pl.kind.ID, Organiser: f.ID("organiser", "Hålls av"), Audience: "", Title: f.OptionalText("title", "Eget namn", 120),
		Note: f.OptionalMultiline("note", "Anteckningar", 4000), Held: f.Bool("held"), Only: !f.Bool("another")}
	if len(pl.kind.Audiences) > 0 {
		in.Audience = f.Choice("audience", "Till för", pl.kind.Audiences...)
	}
	if pl.kind.Consultation {
		in.Consulted = f.OptionalDate("consulted", "Programmet avstämt med gruppledarna")
	}
	day := f.Date("day", "Dag")
	in.When = readWhen(f, "", day)
	for i := range partRows {
		suffix := strconv.Itoa(i)
		filled := false
		for _, name := range partFields {
			filled = filled || f.Get(name+suffix) != ""
		}
		if !filled {
			continue
		}
		if f.Get("start"+suffix) == "" {
			f.Set("start"+suffix, f.Get("start"))
		}
		on := f.OptionalDate("day"+suffix, "Dag")
		if on.IsZero() {
			on = day
		}
		part := readWhen(f, suffix, on)
		part.Region = f.OptionalText("region"+suffix, "Namn på delen", 60)
		in.Parts = append(in.Parts, part)
		if n := len(in.Parts) - 1; n != i { // complaints about the n-th part are shown at the field that it was written in
			f.Fail("region"+suffix, "Fyll i delarna i ordning, utan att hoppa över någon.")
		}
	}
	return in
}

// editForm asks what is to be changed of a meeting or a part.
func (p *Pages) editForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("title", m.Title)
	f.Set("audience", m.Audience)
	f.Set("region", m.Region)
	f.Set("consulted", m.ConsultedOn.String())
	f.Set("note", m.Note)
	return renderEdit(w, r, http.StatusOK, m, f)
}

func renderEdit(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, f *form.Form) error {
	v := view.EditView{F: f, Kicker: about(m), Title: "Ändra träffen", Lead: "Tid och plats ändrar du med Flytta på träffens sida.", Action: paths.EditMeeting(m.ID),
		Once: web.NewOnce(), Revision: revision(m.Revision), Submit: "Spara", Back: back(m), Errors: errorsOf(f, "audience", "consulted", "region", "title", "note")}
	if m.PartOf != nil {
		v.Title, v.Region = "Ändra delen", true
	} else {
		v.Whole, v.MoreOpen, v.AskConsulted, v.Audiences = true, true, m.Consultation || !m.ConsultedOn.IsZero(), audienceOptions(audiencesOf(m))
	}
	return web.Render(w, r, status, head(v.Title, meetingCrumb(m), ui.Crumb{Label: "Ändra"}), view.Edit, v)
}

// audiencesOf are those of the kind, and the meeting's own when the kind has lost it since.
func audiencesOf(m store.Meeting) []string {
	if m.Audience != "" && !slices.Contains(m.Audiences, m.Audience) {
		return append(slices.Clone(m.Audiences), m.Audience)
	}
	return m.Audiences
}

// edit changes a meeting or a part.
func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	var in store.MeetingEdit
	if m.PartOf != nil {
		in.Region = f.OptionalText("region", "Del", 60)
		in.Note = m.Note
	} else {
		in.Title = f.OptionalText("title", "Eget namn", 120)
		in.Note = f.OptionalMultiline("note", "Anteckningar", 4000)
		in.Region = m.Region
		if all := audiencesOf(m); len(all) > 0 {
			in.Audience = f.Choice("audience", "Till för", all...)
		}
		if m.Consultation || !m.ConsultedOn.IsZero() {
			in.Consulted = f.OptionalDate("consulted", "Programmet avstämt med gruppledarna")
		}
	}
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.EditMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, web.Revision(f), in)
		if err == nil {
			return web.Redirect(w, r, back(m), "Träffen är ändrad.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("edit meeting: %w", err)
		}
	}
	return renderEdit(w, r, http.StatusUnprocessableEntity, m, f)
}

// moveForm asks for another time or place of a meeting or a part.
func (p *Pages) moveForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	start, end := timeText(m)
	f.Set("day", m.Day.String())
	f.Set("start", start)
	f.Set("end", end)
	f.Set("place", m.Place)
	return renderMove(w, r, http.StatusOK, m, f)
}

func renderMove(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, f *form.Form) error {
	v := view.WhenView{F: f, Kicker: about(m), Title: "Flytta träffen", Lead: "Det syns varifrån den är flyttad. Den räknas den dag den hålls.", Action: paths.MoveMeeting(m.ID), Once: web.NewOnce(),
		Revision: revision(m.Revision), Submit: "Flytta", Back: back(m), Errors: errorsOf(f, "day", "start", "end", "place", "reason"), Reason: true}
	if m.State == district.MeetingHeld {
		v.Title, v.Lead, v.Submit = "Rätta tid och plats", "Träffen har hållits. Den räknas den dag den hölls.", "Rätta"
	}
	return web.Render(w, r, status, head(v.Title, meetingCrumb(m), ui.Crumb{Label: v.Submit}), view.When, v)
}

// move moves a meeting or a part.
func (p *Pages) move(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.editable(r)
	if err != nil {
		return err
	}
	to := readWhen(f, "", f.Date("day", "Dag"))
	reason := f.OptionalText("reason", "Varför flyttas den?", 400)
	rev := web.Revision(f)
	if rev == m.Revision && to.Start.Equal(m.StartsAt) && to.Place == m.Place && (to.End.IsZero() && m.EndsAt == nil || m.EndsAt != nil && to.End.Equal(*m.EndsAt)) {
		f.Fail("day", "Träffen är redan lagd då och där. Välj en annan dag, tid eller plats.")
	}
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.MoveMeeting(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, rev, to, reason)
		if err == nil {
			return web.RedirectUndo(w, r, back(m), "Träffen är flyttad till "+sv.Instant(to.Start)+".", paths.UndoMeeting(m.ID, rev+1))
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("move meeting: %w", err)
		}
	}
	return renderMove(w, r, http.StatusUnprocessableEntity, m, f)
}

// partForm asks for one more part of a meeting.
func (p *Pages) partForm(w http.ResponseWriter, r *http.Request) error {
	m, err := p.whole(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	start, _ := timeText(m)
	f.Set("day", m.Day.String())
	f.Set("start", start)
	return renderPart(w, r, http.StatusOK, m, f)
}

// whole reads the meeting of the address; a part of one has no parts.
func (p *Pages) whole(r *http.Request) (store.Meeting, error) {
	m, err := p.editable(r)
	if err == nil && m.PartOf != nil {
		return m, district.ErrNotFound
	}
	return m, err
}

func renderPart(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, f *form.Form) error {
	v := view.WhenView{F: f, Kicker: called(m), Title: "Lägg till en del", Lead: "En träff som hålls på flera platser är ändå en träff. De inbjudna är desamma till alla delar.",
		Action: paths.AddMeetingPart(m.ID), Once: web.NewOnce(), Submit: "Lägg till", Back: paths.Meeting(m.ID), Region: true, Errors: errorsOf(f, "region", "day", "start", "end", "place")}
	return web.Render(w, r, status, head(v.Title, meetingCrumb(m), ui.Crumb{Label: v.Title}), view.When, v)
}

// addPart adds a part to a meeting.
func (p *Pages) addPart(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	m, err := p.whole(r)
	if err != nil {
		return err
	}
	in := readWhen(f, "", f.Date("day", "Dag"))
	in.Region = f.Text("region", "Namn på delen", 60)
	if !f.HasErrors() {
		q := web.Of(r)
		id, err := p.Store.AddMeetingPart(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), m.ID, in)
		if err == nil {
			return web.Redirect(w, r, paths.MeetingPart(m.ID, id), in.Region+" är tillagd.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("add part: %w", err)
		}
	}
	return renderPart(w, r, http.StatusUnprocessableEntity, m, f)
}

// inviteForm asks who is invited.
func (p *Pages) inviteForm(w http.ResponseWriter, r *http.Request) error {
	in, err := p.readInvite(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	var chosen []string
	for _, u := range in.Units {
		if u.Invited {
			chosen = append(chosen, idText(u.ID))
		}
	}
	f.SetAll("units", chosen)
	return renderInvite(w, r, http.StatusOK, in, f)
}

func (p *Pages) readInvite(r *http.Request) (store.InviteForm, error) {
	id, err := web.ID(r, "meeting")
	if err != nil {
		return store.InviteForm{}, err
	}
	return p.Store.InviteForm(r.Context(), web.Of(r).Scope(authz.MeetingEdit), id)
}

func renderInvite(w http.ResponseWriter, r *http.Request, status int, in store.InviteForm, f *form.Form) error {
	m := in.Meeting
	v := view.InviteView{F: f, Kicker: called(m), Title: "Vilka är inbjudna?", Action: paths.InviteToMeeting(m.ID), Once: web.NewOnce(), Revision: revision(m.Revision),
		Errors: errorsOf(f, "units"), Back: paths.Meeting(m.ID)}
	for _, u := range in.Units {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != u.Kind.Plural() {
			g := view.InviteGroup{Title: u.Kind.Plural()}
			if n > 0 {
				g.ID = "slag-" + strconv.Itoa(n)
			}
			v.Groups = append(v.Groups, g)
		}
		o := ui.Option{Value: idText(u.ID), Label: u.Name}
		if u.Ticked {
			o.Hint = "Avprickad i närvaron."
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Options = append(g.Options, o)
	}
	return web.Render(w, r, status, head(v.Title, meetingCrumb(m), ui.Crumb{Label: "Inbjudna"}), view.Invite, v)
}

// invite says who is invited.
func (p *Pages) invite(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in, err := p.readInvite(r)
	if err != nil {
		return err
	}
	units := f.IDs("units", "Inbjudna")
	if !f.HasErrors() {
		q := web.Of(r)
		err = p.Store.SetInvited(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), in.Meeting.ID, web.Revision(f), units)
		if err == nil {
			return web.Redirect(w, r, paths.Meeting(in.Meeting.ID), "De inbjudna är ändrade.")
		}
		if !web.Invalid(err, f) {
			return fmt.Errorf("invite: %w", err)
		}
	}
	return renderInvite(w, r, http.StatusUnprocessableEntity, in, f)
}
