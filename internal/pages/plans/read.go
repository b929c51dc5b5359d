package plans

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	id, err := web.ID(r, "plan")
	if err != nil {
		return err
	}
	reads := p.Store.Reads()
	read, text := reads.PlanText(id)
	counted := reads.GoalsOn(store.GoalFilter{PlanID: id, Closed: true}, q.Today())
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	plan, nodes, goals := *read, *text, *counted
	canImport := q.Can(authz.PlanImport)
	v := view.ReadView{Head: readHead(plan, q.Today(), canImport), Contents: contents(nodes), Statuses: statuses(goals, q.Today())}
	v.Count = headings(v.Contents)
	if n := plan.Waiting(); canImport && n > 0 {
		v.Waiting = &ui.Notice{Title: sv.Count(n, "mening väntar på granskning", "meningar väntar på granskning"),
			Text:   "De är förslag och räknas inte som mål förrän du har godkänt dem.",
			Action: ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(id)}}
		if plan.Changes == n {
			v.Waiting.Text = "Planen har nya ord för dem. Målen behåller de gamla tills du har godkänt de nya."
		}
	}
	v.Blocks = setText(nodes, marks(goals, q.Today(), id, canImport))
	return web.Render(w, r, http.StatusOK, head(plan.Name), view.Read, v)
}

func readHead(p store.Plan, today district.Date, canImport bool) ui.PageHead {
	h := ui.PageHead{Kicker: p.Kind.Name(), Title: p.Name, Meta: []string{sv.Capital(sv.Period(p.Period()))}}
	if strings.HasPrefix(p.Name, h.Kicker) {
		h.Kicker = "" // the name says it
	}
	if last := p.Period().Last(); !last.IsZero() && last.Before(today) {
		today = last // see store.GoalsOn
	}
	switch {
	case p.Version > 1:
		h.Meta = append(h.Meta, "Version "+sv.Int(p.Version)+", antagen "+sv.Date(p.VersionAdoptedOn))
	case !p.AdoptedOn.IsZero():
		h.Meta = append(h.Meta, "Antagen "+sv.Date(p.AdoptedOn))
	}
	if p.Goals > 0 {
		h.Meta = append(h.Meta, sv.Goal.Count(p.Goals), "Siffrorna gäller "+sv.Date(today))
	}
	if p.Goals > 0 {
		h.Actions = []templ.Component{ui.LinkButton{Label: "Målen som lista", Href: paths.With(paths.Goals, "plan", strconv.FormatInt(p.ID, 10))}}
	}
	if canImport {
		h.Actions = append(h.Actions, ui.LinkButton{Label: "Granska målen", Href: paths.ReviewPlan(p.ID)})
	}
	if canImport || p.Version > 1 {
		h.Actions = append(h.Actions, ui.LinkButton{Label: "Versioner", Href: paths.PlanVersions(p.ID), Kind: ui.Plain})
	}
	if canImport {
		h.Actions = append(h.Actions, ui.LinkButton{Label: "Ändra uppgifter", Href: paths.EditPlan(p.ID), Kind: ui.Plain})
	}
	return h
}

// contents lists chapters with their sections. A text whose headings are all of one level has only those.
func contents(nodes []store.PlanNode) []view.Entry {
	var out []view.Entry
	for _, n := range nodes {
		e := view.Entry{Text: n.Text, Href: "#" + paths.PlanAnchor(n.Ord)}
		switch {
		case !isHeading(n):
		case n.Kind == planimport.ChapterNode || len(out) == 0:
			out = append(out, e)
		case n.Level <= 2:
			last := &out[len(out)-1]
			last.Sub = append(last.Sub, e)
		}
	}
	if len(out) == 1 && len(out[0].Sub) == 0 {
		return nil
	}
	return out
}

// headings counts the lines of a table of contents.
func headings(list []view.Entry) string {
	n := 0
	for _, e := range list {
		n += 1 + len(e.Sub)
	}
	return sv.Count(n, "rubrik", "rubriker")
}

// statuses counts the open goals by their state, the furthest behind first.
func statuses(goals []store.Goal, today district.Date) []ui.Badge {
	counts := map[measure.Code]int{}
	for _, g := range goals {
		if st := g.Status(today); !st.IsZero() {
			counts[st.Group()]++
		}
	}
	var out []ui.Badge
	for _, c := range measure.Codes() {
		if n := counts[c]; n > 0 {
			out = append(out, ui.Badge{Status: ui.Status(c.Tone()), Text: sv.Int(n) + " " + c.Word()})
		}
	}
	return out
}

// marks returns what stands in the margin of a part of the text: the goals' states and figures, and for those who review
// also that a sentence is still a proposal, or that the words of a goal wait for approval.
func marks(goals []store.Goal, today district.Date, plan int64, review bool) marker {
	byID := make(map[int64]store.Goal, len(goals))
	for _, g := range goals {
		byID[g.ID] = g
	}
	return func(n store.PlanNode) ([]view.Mark, []view.Run) {
		var out []view.Mark
		for _, f := range n.Found {
			out = append(out, marksOf(f, byID, today, plan, review)...)
		}
		shown := n
		if !review { // nothing is said of proposals
			shown.Found = slices.DeleteFunc(slices.Clone(n.Found), func(f store.NodeFinding) bool { return f.State == district.Proposed })
		}
		return out, runs(shown, func(f store.NodeFinding) (string, string) { return paths.PlanAnchor(f.Ord), "" })
	}
}

func marksOf(f store.NodeFinding, goals map[int64]store.Goal, today district.Date, plan int64, review bool) []view.Mark {
	if f.State == district.Proposed {
		if !review {
			return nil
		}
		return []view.Mark{{Badge: ui.Badge{Status: ui.StatusWaiting, Text: "förslag, inte beslutat"}, Label: "Granska " + labelled(f.Kind, f.Label()),
			Href: paths.ReviewNext(plan, f.ID)}}
	}
	var out []view.Mark
	for _, id := range f.GoalIDs {
		g, ok := goals[id]
		if !ok {
			continue
		}
		m := view.Mark{Label: "Mål " + g.Name(), Href: paths.Goal(g.ID), Badge: ui.Badge{Text: "avslutat"}}
		if st := g.Status(today); !st.IsZero() {
			m.Badge = ui.Badge{Status: ui.Status(st.Tone), Text: st.Word}
			m.Figure = figure(g, today)
		}
		out = append(out, m)
	}
	if f.ChangeWaits && review {
		out = append(out, view.Mark{Badge: ui.Badge{Status: ui.StatusWaiting, Text: "ny lydelse, inte godkänd"}, Label: "Granska " + labelled(f.Kind, f.Label()),
			Href: paths.ReviewNext(plan, f.ID)})
	}
	return out
}

// figure writes the values of a goal's measures side by side, that a year was missed, and that a note stands beside them.
func figure(g store.Goal, today district.Date) string {
	var values []string
	for _, m := range g.Counted() {
		value, of, ok := m.Now.Number()
		switch {
		case !ok:
		case m.Now.Year() != 0:
			values = append(values, strconv.Itoa(m.Now.Year())+": "+sv.Of(value, of))
		default:
			values = append(values, sv.Value(value, of))
		}
		if m.Now.Status.Also != "" {
			values = append(values, m.Now.Status.Also)
		}
	}
	for _, n := range g.Notes {
		if !n.Struck && n.Valid().Contains(today) {
			values = append(values, "anmärkning")
			break
		}
	}
	return sv.Join(" · ", values...)
}
