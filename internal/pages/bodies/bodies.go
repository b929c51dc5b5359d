// Package bodies is the pages of committees, networks, boards and groups: what they are for, how they are reached, and
// changing, adding and closing them.
package bodies

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/bodies"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const one = paths.Bodies + "/{slug}"
	return []web.Route{
		{Method: get, Pattern: paths.Bodies, Perm: authz.UnitRead, Handler: p.list},
		{Method: get, Pattern: paths.NewBody, Perm: authz.UnitManage, Handler: p.new},
		{Method: post, Pattern: paths.NewBody, Perm: authz.UnitManage, Handler: p.create},
		{Method: get, Pattern: one, Perm: authz.UnitRead, Handler: p.page},
		{Method: get, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.edit},
		{Method: post, Pattern: one + "/andra", Perm: authz.UnitEdit, Handler: p.update},
		{Method: get, Pattern: one + "/historik", Perm: authz.AccountAudit, Handler: p.history},
		{Method: get, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.closeForm},
		{Method: post, Pattern: one + "/stang", Perm: authz.UnitManage, Handler: p.close},
		{Method: post, Pattern: one + "/oppna", Perm: authz.UnitManage, Handler: p.reopen},
	}
}

// head returns what the shell needs; crumbs lead from the list to the page.
func head(title string, crumbs ...ui.Crumb) web.Head {
	return web.Head{Title: title, Room: web.RoomBodies, Crumbs: append([]ui.Crumb{{Label: "Utskott och nätverk", Href: paths.Bodies}}, crumbs...)}
}

func crumb(u store.Unit) ui.Crumb {
	return ui.Crumb{Label: u.Name, Href: paths.Body(u.Slug)}
}

// find returns the body in the address in the scope of a permission.
func (p *Pages) find(r *http.Request, perm authz.Permission) (store.Unit, error) {
	u, err := p.Store.UnitBySlug(r.Context(), web.Of(r).Scope(perm), web.Slug(r, "slug"))
	if err == nil && u.Kind.IsAssociation() {
		return u, district.ErrNotFound
	}
	return u, err
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	scope := q.Scope(authz.UnitRead)
	state := store.OpenUnits
	if r.URL.Query().Get("lage") == "stangda" {
		state = store.ClosedUnits
	}
	rows, err := p.Store.Bodies(r.Context(), scope, q.Scope(authz.PostRead), q.Today(), state)
	if err != nil {
		return err
	}
	// A reader who sees only the own units comes straight to the body among them.
	if !scope.All && state == store.OpenUnits && len(rows) == 1 {
		return web.Redirect(w, r, paths.Body(rows[0].Slug), "")
	}
	v := view.ListView{}
	for _, group := range groups {
		g := view.Group{Title: group.title}
		for _, kind := range group.kinds {
			for _, b := range rows {
				if b.Kind == kind {
					g.Cards = append(g.Cards, card(b))
				}
			}
		}
		if len(g.Cards) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if q.Can(authz.UnitManage) {
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Nytt utskott eller nätverk", Href: paths.NewBody, Kind: ui.Primary})
	}
	switch {
	case state == store.ClosedUnits:
		v.Toggle = ui.Link{Label: "Visa de som finns i dag", Href: paths.Bodies}
		if len(rows) == 0 {
			v.Empty = &ui.Empty{Title: "Inget är stängt", Text: "Här står utskott, nätverk och grupper som har slutat."}
		}
	default:
		if scope.All {
			v.Toggle = ui.Link{Label: "Visa stängda", Href: paths.With(paths.Bodies, "lage", "stangda")}
		}
		if len(rows) == 0 {
			e := &ui.Empty{Title: "Inga utskott eller nätverk än", Text: "Här samlas utskott, nätverk, styrelser och grupper, med vad de gör och hur de nås. De kan ansvara för mål."}
			if q.Can(authz.UnitManage) {
				e.Action, v.Actions = ui.LinkButton{Label: "Lägg till det första", Href: paths.NewBody, Kind: ui.Primary}, nil
			}
			v.Empty, v.Toggle = e, ui.Link{}
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Utskott och nätverk", Room: web.RoomBodies}, view.List, v)
}

// groups are the headings of the list. Kinds of which there is one each share a heading.
var groups = []struct {
	title string
	kinds []district.UnitKind
}{
	{"Utskott", []district.UnitKind{district.KindCommittee}},
	{"Nätverk", []district.UnitKind{district.KindNetwork}},
	{"Distriktet", []district.UnitKind{district.KindDistrict, district.KindDistrictBoard, district.KindCampaignLeadership,
		district.KindOperationsGroup, district.KindInfoGroup}},
	{"Grupper av förtroendevalda", []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup,
		district.KindParliamentaryGroup, district.KindMunicipalGroup}},
}

// card is a body in the list: its purpose and how its required posts stand.
func card(b store.BodyRow) ui.Card {
	c := ui.Card{Title: b.Name, Href: paths.Body(b.Slug), Text: excerpt(b.Purpose)}
	switch {
	case !b.Closed.IsZero() && b.Required == 0:
		c.Meta = append(c.Meta, agree(b.Kind, "stängd ", "stängt ")+sv.Date(b.Closed.AddDays(-1)))
	case b.Required == 0:
	case b.Vacant > 0:
		c.Badge = &ui.Badge{Status: ui.StatusVacant, Text: sv.Count(b.Vacant, "uppdrag vakant", "uppdrag vakanta")}
	case b.Unknown > 0:
		c.Badge = &ui.Badge{Status: ui.StatusUnknown, Text: sv.Count(b.Unknown, "uppdrag okänt", "uppdrag okända")}
	default:
		c.Badge = &ui.Badge{Status: ui.StatusFilled, Text: "uppdragen tillsatta"}
	}
	return c
}

// agree chooses the form of a word that goes with the kind of body: "styrelsen är stängd", "utskottet är stängt".
func agree(k district.UnitKind, common, neuter string) string {
	switch k {
	case district.KindCommittee, district.KindNetwork, district.KindDistrict:
		return neuter
	}
	return common
}

// excerpt is the beginning of a text, cut between words.
func excerpt(s string) string {
	const most = 160
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	cut := most
	for cut > most/2 && runes[cut] != ' ' && runes[cut] != '\n' {
		cut--
	}
	return string(runes[:cut]) + " …"
}

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	u, err := p.read(r)
	if err != nil {
		return err
	}
	closed := !u.Closed.IsZero() && !u.Closed.After(today)
	if closed && u.SuccessorSlug != "" && r.URL.Query().Get("visa") == "" {
		return web.Redirect(w, r, paths.Unit(u.SuccessorKind, u.SuccessorSlug),
			u.Name+" gick upp i "+u.SuccessorName+" efter "+sv.Date(u.Closed.AddDays(-1))+".")
	}
	v := view.PageView{Kicker: u.Kind.Name(), Name: u.Name, Purpose: u.Purpose, PostsHref: paths.UnitPosts(u.Kind, u.Slug), Contacts: u.Contacts,
		ShowHistory: q.Access().CanEverywhere(authz.AccountAudit), HistoryHref: paths.BodyHistory(u.Slug)}
	if v.Kicker == u.Name {
		v.Kicker = ""
	}
	if q.CanIn(authz.AssignmentEdit, u.ID) && !closed {
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Utse och avsluta uppdrag", Href: v.PostsHref, Kind: ui.Primary})
	}
	if q.CanIn(authz.UnitEdit, u.ID) {
		v.EditHref = paths.EditBody(u.Slug)
		v.Actions = append(v.Actions, ui.LinkButton{Label: "Ändra uppgifter", Href: v.EditHref})
	}
	if !u.Closed.IsZero() {
		v.Badge, v.Closing = closing(u, today, q.CanIn(authz.UnitManage, u.ID))
	}
	v.Posts, v.PostsLead = posts(u, today, q.CanIn(authz.AssignmentEdit, u.ID))
	if q.Can(authz.PlanRead) {
		if v.Goals, err = p.goals(r, u.ID); err != nil {
			return err
		}
		v.GoalsHref = paths.With(paths.Goals, "ansvarig", strconv.FormatInt(u.ID, 10))
	}
	if !u.Founded.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Första dag", Text: sv.Date(u.Founded)})
	}
	if !u.Closed.IsZero() {
		v.Facts = append(v.Facts, ui.Definition{Term: "Sista dag", Text: sv.Date(u.Closed.AddDays(-1))})
	}
	for _, x := range u.Predecessors {
		v.Facts = append(v.Facts, ui.Definition{Term: "Hit gick upp", Text: x.Name + ", till och med " + sv.Date(x.Closed.AddDays(-1)),
			Href: paths.With(paths.Unit(x.Kind, x.Slug), "visa", "stangd")})
	}
	if v.History, err = events(u.History); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, head(u.Name, ui.Crumb{Label: u.Name}), view.Page, v)
}

// goals are those that the body is responsible for in plans that have not ended.
func (p *Pages) goals(r *http.Request, unit int64) ([]parts.GoalLine, error) {
	today := web.Of(r).Today()
	goals, err := p.Store.GoalsOn(r.Context(), store.GoalFilter{UnitID: unit}, today)
	if err != nil {
		return nil, err
	}
	var out []parts.GoalLine
	for _, g := range goals {
		if last := g.Period().Last(); !last.IsZero() && last.Before(today) {
			continue
		}
		s := g.Status(today)
		line := parts.GoalLine{Title: g.Title, Href: paths.Goal(g.ID), Badge: ui.Badge{Status: ui.Status(s.Tone), Text: s.Word}}
		if m, ok := g.Shown(); ok {
			if value, of, ok := m.Now.Number(); ok {
				line.Figure = sv.Of(value, of)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// read returns the page of the body in the address, in the reader's scope.
func (p *Pages) read(r *http.Request) (store.UnitPage, error) {
	q := web.Of(r)
	return p.Store.UnitPage(r.Context(), store.ViewOf(q.Access(), q.Actor(), q.Moment().Now, q.Today()), web.Slug(r, "slug"), store.BodyKinds()...)
}

// closing says that the body is closed or will be, with a way to undo it for some days, see [store.ReopenDays].
func closing(u store.UnitPage, today district.Date, manage bool) (*ui.Badge, *ui.Notice) {
	last := sv.Date(u.Closed.AddDays(-1))
	badge := &ui.Badge{Status: ui.StatusMissed, Text: agree(u.Kind, "stängd", "stängt")}
	n := &ui.Notice{Tone: ui.ToneWarn, Title: u.Name + " är " + agree(u.Kind, "stängd", "stängt"), Text: "Sista dagen var " + last + ". Det som hände dessförinnan står kvar."}
	if u.Closed.After(today) {
		badge = &ui.Badge{Status: ui.StatusEnding, Text: "stänger " + last}
		n.Title, n.Text = u.Name+" ska stängas", "Sista dagen är "+last+". Uppdrag och behörigheter slutar samma dag."
	}
	if manage && u.MergedInto == nil && len(u.Closing) == 1 && today.DaysSince(u.Closing[0].Day) <= store.ReopenDays {
		n.Action = undo(u.Slug)
	}
	return badge, n
}

func undo(slug string) templ.Component {
	return ui.PostButton{Label: "Ångra stängningen", Action: paths.ReopenBody(slug), Once: web.NewOnce()}
}

// posts are the required posts with how many of them are filled, in words.
func posts(u store.UnitPage, today district.Date, mayName bool) ([]parts.UnitPost, string) {
	if len(u.Posts) == 0 {
		return nil, "Inget uppdrag måste finnas här. Under Alla uppdrag står de som har ett."
	}
	out := make([]parts.UnitPost, 0, len(u.Posts))
	filled := 0
	for _, post := range u.Posts {
		x := parts.UnitPost{Name: post.Name, Holders: post.Holders, Href: paths.UnitPosts(u.Kind, u.Slug)}
		switch {
		case post.EndsSoon(today):
			x.Status, x.Word = ui.StatusEnding, "slutar "+sv.Date(post.Through)
		case post.State == district.PostFilled:
			x.Status = ui.StatusFilled
		case post.State == district.PostVacant:
			x.Status, x.Word = ui.StatusVacant, "vakant sedan "+sv.Date(post.VacantSince)
		default:
			x.Status, x.Word = ui.StatusUnknown, "okänt"
		}
		if post.State == district.PostFilled {
			filled++
		} else if mayName {
			x.Act, x.ActHref = "Utse", paths.NameHolder(u.Kind, u.Slug, post.PostID, 0)
		}
		out = append(out, x)
	}
	return out, sv.Of(filled, len(u.Posts)) + " uppdrag som ska finnas är " + sv.Plural(len(u.Posts), "tillsatt.", "tillsatta.")
}

// historySize is how many changes a page of the history shows.
const historySize = 50

func (p *Pages) history(w http.ResponseWriter, r *http.Request) error {
	u, err := p.find(r, authz.AccountAudit)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(r.URL.Query().Get("fore"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	rows, err := p.Store.UnitHistory(r.Context(), web.Of(r).Scope(authz.AccountAudit), u.Slug, before, historySize)
	if err != nil {
		return err
	}
	v := view.HistoryView{Name: u.Name}
	if len(rows) == historySize {
		v.OlderHref = paths.With(paths.BodyHistory(u.Slug), "fore", strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	if v.Events, err = events(rows); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, head("Historik för "+u.Name, crumb(u), ui.Crumb{Label: "Historik"}), view.History, v)
}

// events writes the audit rows of a unit in Swedish.
func events(rows []store.HistoryRow) ([]ui.Event, error) {
	out := make([]ui.Event, 0, len(rows))
	for _, h := range rows {
		fields, err := h.Fields()
		if err != nil {
			return nil, err
		}
		who := h.ActorName
		switch {
		case who != "":
		case h.ByCLI():
			who = "kommandoraden"
		case h.ByJob():
			who = "Verkstad"
		default:
			who = "okänd"
		}
		c := parts.Change{Record: h.Record, Action: h.Action, Note: h.Note, Subject: h.PostName, When: sv.Date(h.Day) + ", " + sv.Time(h.At), Who: who}
		for _, f := range fields {
			c.Fields = append(c.Fields, parts.FieldChange{Name: f.Field, Before: f.Before, After: f.After})
		}
		out = append(out, parts.HistoryEvent(c))
	}
	return out, nil
}
