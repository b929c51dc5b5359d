package posts

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/parts"
	view "verkstad/templates/posts"
	"verkstad/templates/ui"
)

// unit shows the posts of one unit.
func (p *Pages) unit(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	u, err := p.Store.UnitPosts(r.Context(), store.PostScopesOf(q.Access()), q.Today(), web.Slug(r, "slug"))
	if err != nil {
		return err
	}
	title := "Uppdrag i " + u.Unit.Name
	if !u.Unit.Kind.IsAssociation() { // an association has the name of its place
		title = "Uppdrag i " + inSentence(u.Unit.Name)
	}
	return web.Render(w, r, http.StatusOK, unitHead(u.Unit, title), view.Unit, unitView(q, u, title))
}

func unitView(q *web.Req, u store.UnitPosts, title string) view.UnitView {
	c := cards{q: q, u: u, edit: q.CanIn(authz.AssignmentEdit, u.Unit.ID), person: q.CanIn(authz.PersonRead, u.Unit.ID), alive: u.Unit.Alive(u.Day)}
	v := view.UnitView{Kicker: u.Unit.Kind.Name(), Title: title, CanEdit: c.edit, Partial: !q.CanIn(authz.PostRead, u.Unit.ID)}
	if !v.Partial {
		v.Lead = lead(u)
	}
	if !u.Unit.Closed.IsZero() {
		v.Closed = u.Unit.Name + " stänger. Sista dagen är " + sv.Date(u.Unit.Closed.AddDays(-1)) + "."
		if !c.alive {
			v.Closed = u.Unit.Name + " stängde. Sista dagen var " + sv.Date(u.Unit.Closed.AddDays(-1)) + "."
		}
	}
	if c.edit && c.alive {
		v.NameOther = paths.NameHolder(u.Unit.Kind, u.Unit.Slug, 0, 0)
	}
	if q.Can(authz.PostManage) {
		v.Kinds = paths.PostKinds
	}
	// What is to be done first; the rest in the order of lists.
	required := slices.Clone(u.Required)
	slices.SortStableFunc(required, func(a, b store.UnitPost) int { return urgency(a, u.Day) - urgency(b, u.Day) })
	for _, post := range required {
		v.Required = append(v.Required, c.card(post, true))
	}
	for _, post := range u.Other {
		v.Other = append(v.Other, c.card(post, false))
	}
	for _, a := range u.Past {
		v.Past = append(v.Past, event(a))
	}
	for _, a := range u.Struck {
		e := event(a)
		e.Struck, e.Text = true, a.StruckReason
		v.Struck = append(v.Struck, e)
	}
	for _, s := range u.Stated {
		text := s.PostName + ": vakant från " + sv.Date(s.Since)
		v.Stated = append(v.Stated, view.StatedRow{Text: text, Strike: paths.StrikeVacancy(s.ID), Describe: "Stryk att " + inSentence(text)})
	}
	return v
}

// urgency orders posts by what is to be done about them.
func urgency(p store.UnitPost, day district.Date) int {
	if p.Problem(day) {
		return 0
	}
	return 1
}

// lead says in one sentence what is to be done, or that nothing is.
func lead(u store.UnitPosts) string {
	var vacant, unknown, ending int
	for _, p := range u.Required {
		switch postStatus(p.PostCell, u.Day) {
		case ui.StatusVacant:
			vacant++
		case ui.StatusUnknown:
			unknown++
		case ui.StatusEnding:
			ending++
		}
	}
	var say []string
	add := func(n int, one, many string) {
		if len(say) == 0 { // the first says what is counted
			one, many = "uppdrag "+one, "uppdrag "+many
		}
		if n > 0 {
			say = append(say, sv.Count(n, one, many))
		}
	}
	add(vacant, "är vakant", "är vakanta")
	add(unknown, "är okänt", "är okända")
	add(ending, "slutar inom 60 dagar", "slutar inom 60 dagar")
	switch {
	case len(say) > 0:
		return sv.List(say) + "."
	case len(u.Required) > 0:
		return "Alla uppdrag som ska finnas är tillsatta."
	}
	return ""
}

// cards makes the cards of a unit's posts for one reader.
type cards struct {
	q                   *web.Req
	u                   store.UnitPosts
	edit, person, alive bool
}

func (c cards) card(p store.UnitPost, required bool) ui.Card {
	unit := c.u.Unit
	v := view.CardView{}
	for _, a := range p.Now {
		note := ""
		if !a.Until.IsZero() {
			note = "till och med " + sv.Date(a.Span().Last())
		}
		v.Now = append(v.Now, c.holder(a, note))
	}
	for _, a := range p.Next {
		v.Next = append(v.Next, c.holder(a, "börjar "+sv.Date(a.From)))
	}
	if p.Last != nil {
		v.Last = "Senast: " + holderName(p.Last.PersonName) + ", till och med " + sv.Date(p.Last.Span().Last())
	}
	card := ui.Card{Title: p.Post.Name, Body: view.CardBody(v)}
	if p.Rule != nil {
		card.Text = sv.Capital(seatText(*p.Rule))
	}
	if required || p.State == district.PostFilled {
		card.Badge = &ui.Badge{Status: postStatus(p.PostCell, c.u.Day), Text: badgeText(p.PostCell, c.u.Day)}
	}
	if !c.edit {
		return card
	}
	of := " i uppdraget " + inSentence(p.Post.Name)
	name := func(label string, kind ui.Kind, replace int64, describe string) {
		v.Buttons = append(v.Buttons, ui.LinkButton{Label: label, Href: paths.NameHolder(unit.Kind, unit.Slug, p.Post.ID, replace), Small: true, Kind: kind, Describe: describe})
	}
	retired := !p.Post.Retired.IsZero() && !c.u.Day.Before(p.Post.Retired)
	switch {
	case !c.alive || retired:
	case len(p.Now) == 0 && len(p.Next) == 0:
		name("Utse", ui.Quiet, 0, "Utse"+of)
	case len(p.Now) == 1:
		name("Byt", ui.Plain, p.Now[0].ID, "Byt"+of)
	}
	if c.alive && !retired && len(p.Now) > 0 && !p.Post.Single {
		name("Utse fler", ui.Plain, 0, "Utse fler"+of)
	}
	if len(p.Now) == 1 {
		v.Buttons = append(v.Buttons, ui.LinkButton{Label: "Avsluta", Href: paths.EndAssignment(p.Now[0].ID), Small: true, Kind: ui.Plain,
			Describe: "Avsluta uppdraget " + inSentence(p.Post.Name)})
	}
	if c.alive && required && len(p.Now) == 0 && p.State == district.PostUnknown {
		v.Buttons = append(v.Buttons, ui.LinkButton{Label: "Säg att det är vakant", Href: paths.StateVacant(unit.Kind, unit.Slug, p.Post.ID), Small: true, Kind: ui.Plain,
			Describe: "Säg att det är vakant: " + inSentence(p.Post.Name)})
	}
	if len(v.Buttons) > 0 {
		card.Action = view.CardButtons(v)
	}
	return card
}

// holder is somebody in a post; those who may change it are led to the assignment, others to the person.
func (c cards) holder(a store.Assignment, note string) parts.Name {
	n := parts.Name{Text: holderName(a.PersonName), Note: note}
	switch {
	case c.edit:
		n.Href = paths.Assignment(a.ID)
	case c.person:
		n.Href = paths.Person(a.PersonID)
	}
	return n
}

// badgeText is the state of a post with its day.
func badgeText(c store.PostCell, day district.Date) string {
	if w := stateWord(c, day); c.State == district.PostVacant {
		return "vakant " + w
	} else if w != "" {
		return w
	}
	return ""
}

// event is an assignment as a row of history.
func event(a store.Assignment) ui.Event {
	return ui.Event{When: sv.Period(a.Span()), Title: a.PostName + ": " + holderName(a.PersonName), Href: paths.Assignment(a.ID)}
}

// assignment shows one assignment with what can be done about it.
func (p *Pages) assignment(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	a, err := p.readAssignment(r, authz.AssignmentRead)
	if err != nil {
		return err
	}
	edit := q.CanIn(authz.AssignmentEdit, a.UnitID)
	if !edit && (a.Struck || a.From.After(q.Today())) {
		return district.ErrNotFound // mistakes, and what only begins later, are for those who may edit
	}
	v := view.AssignmentView{Kicker: a.UnitName, Title: a.PostName, Facts: []ui.Definition{
		{Term: "Vem", Text: holderName(a.PersonName)},
		{Term: "Var", Text: a.UnitName, Href: paths.UnitPosts(a.UnitKind, a.UnitSlug)},
		{Term: "Första dag", Text: sv.Date(a.From)},
		{Term: "Sista dag", Text: lastDay(a)},
	}}
	if q.CanIn(authz.PersonRead, a.UnitID) {
		v.Facts[0].Href = paths.Person(a.PersonID)
	}
	switch {
	case a.Struck:
		v.Struck = "Det räknas inte någon dag. Skäl: " + a.StruckReason
	case a.Holds(q.Today()):
		v.Status = &ui.Badge{Status: ui.StatusFilled, Text: "gäller i dag"}
	case a.From.After(q.Today()):
		v.Status = &ui.Badge{Status: ui.StatusUpcoming, Text: "börjar " + sv.Date(a.From)}
	default:
		v.Status = &ui.Badge{Status: ui.StatusNone, Text: "avslutat"}
	}
	if edit && !a.Struck {
		v.Actions = assignmentActions(a, q.Today())
	}
	return web.Render(w, r, http.StatusOK, assignmentHead(a, a.PostName), view.Assignment, v)
}

func assignmentActions(a store.Assignment, today district.Date) []templ.Component {
	var out []templ.Component
	if a.Holds(today) {
		out = append(out, ui.LinkButton{Label: "Avsluta uppdraget", Href: paths.EndAssignment(a.ID)},
			ui.LinkButton{Label: "Byt", Href: paths.NameHolder(a.UnitKind, a.UnitSlug, a.PostID, a.ID), Describe: "Byt innehavare av uppdraget"})
	}
	return append(out, ui.LinkButton{Label: "Ändra datum", Href: paths.EditAssignment(a.ID)},
		ui.LinkButton{Label: "Stryk", Href: paths.StrikeAssignment(a.ID), Kind: ui.Danger, Describe: "Stryk uppdraget, det var ett misstag"})
}

func lastDay(a store.Assignment) string {
	if a.Until.IsZero() {
		return "inte bestämd"
	}
	return sv.Date(a.Span().Last())
}

// readAssignment reads the assignment of the address in the scope of a permission.
func (p *Pages) readAssignment(r *http.Request, perm authz.Permission) (store.Assignment, error) {
	id, err := web.ID(r, "id")
	if err != nil {
		return store.Assignment{}, err
	}
	return p.Store.Assignment(r.Context(), web.Of(r).Scope(perm), id)
}
