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
	plan, nodes, err := p.Store.PlanText(r.Context(), id)
	if err != nil {
		return err
	}
	goals, err := p.Store.GoalsOn(r.Context(), store.GoalFilter{PlanID: id, Closed: true}, q.Today())
	if err != nil {
		return err
	}
	canImport := q.Can(authz.PlanImport)
	v := view.ReadView{Head: readHead(plan, q.Today(), canImport), Contents: contents(nodes), Statuses: statuses(goals, q.Today())}
	chapters := 0
	for _, e := range v.Contents {
		chapters += 1 + len(e.Sub)
	}
	v.Count = sv.Count(chapters, "rubrik", "rubriker")
	if canImport && plan.Proposed > 0 {
		v.Waiting = &ui.Notice{Title: sv.Count(plan.Proposed, "mening väntar på granskning", "meningar väntar på granskning"),
			Text:   "De är förslag och räknas inte som mål förrän du har godkänt dem.",
			Action: ui.LinkButton{Label: "Granska", Href: paths.ReviewPlan(id)}}
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
	if !p.AdoptedOn.IsZero() {
		h.Meta = append(h.Meta, "Antagen "+sv.Date(p.AdoptedOn))
	}
	if p.Goals > 0 {
		h.Meta = append(h.Meta, sv.Goal.Count(p.Goals), "Siffrorna gäller "+sv.Date(today))
	}
	if p.Goals > 0 {
		h.Actions = []templ.Component{ui.LinkButton{Label: "Målen som lista", Href: paths.With(paths.Goals, "plan", strconv.FormatInt(p.ID, 10))}}
	}
	if canImport {
		h.Actions = append(h.Actions, ui.LinkButton{Label: "Granska målen", Href: paths.ReviewPlan(p.ID)},
			ui.LinkButton{Label: "Ändra uppgifter", Href: paths.EditPlan(p.ID), Kind: ui.Plain})
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

// statuses counts the open goals by their state, the furthest behind first.
func statuses(goals []store.Goal, today district.Date) []ui.Badge {
	counts := map[measure.Code]int{}
	tones := map[measure.Code]string{}
	for _, g := range goals {
		if st := g.Status(today); !st.IsZero() {
			counts[st.Code]++
			tones[st.Code] = st.Tone
		}
	}
	var out []ui.Badge
	for _, c := range measure.Codes() {
		if n := counts[c]; n > 0 {
			out = append(out, ui.Badge{Status: ui.Status(tones[c]), Text: sv.Int(n) + " " + c.Word()})
		}
	}
	return out
}

// marks returns what stands in the margin of a part of the text: the goal's state and figure, and for those who review
// also that a sentence is still a proposal.
func marks(goals []store.Goal, today district.Date, plan int64, review bool) func(store.PlanNode) *view.Mark {
	return func(n store.PlanNode) *view.Mark {
		for _, f := range n.Found {
			if f.State == district.Proposed && review {
				return &view.Mark{Badge: ui.Badge{Status: ui.StatusWaiting, Text: "förslag, inte beslutat"}, Label: "Granska",
					Href: paths.ReviewNext(plan, f.ID)}
			}
			for _, id := range f.GoalIDs {
				i := slices.IndexFunc(goals, func(g store.Goal) bool { return g.ID == id })
				if i < 0 {
					continue
				}
				g := goals[i]
				m := view.Mark{Label: "Mål " + sv.Int(g.Number), Href: paths.Goal(g.ID), Badge: ui.Badge{Text: "avslutat"}}
				if st := g.Status(today); !st.IsZero() {
					m.Badge = ui.Badge{Status: ui.Status(st.Tone), Text: st.Word}
					m.Figure = figure(g, today)
				}
				return &m
			}
		}
		return nil
	}
}

// figure writes the values of a goal's measures side by side, and that a note stands beside them.
func figure(g store.Goal, today district.Date) string {
	var values []string
	for _, m := range g.Measures {
		if value, of, ok := m.Now.Number(); ok {
			values = append(values, sv.Of(value, of))
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
