package bodies

import (
	"net/http"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/bodies"
	"verkstad/templates/ui"
)

// groups are the headings of the list, with their word in the address. Kinds of which there is one each share a heading;
// those of which there are many, and nothing much to say, are short rows behind a line to open.
var groups = []struct {
	word, title string
	kinds       []district.UnitKind
	rows        []district.UnitKind
}{
	{"utskott", "Utskott", []district.UnitKind{district.KindCommittee}, nil},
	{"natverk", "Nätverk", []district.UnitKind{district.KindNetwork}, nil},
	{"distriktet", "Styrelse och valledning", []district.UnitKind{district.KindDistrict, district.KindDistrictBoard, district.KindCampaignLeadership,
		district.KindOperationsGroup, district.KindInfoGroup}, nil},
	{"grupper", "Förtroendevalda", []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup,
		district.KindParliamentaryGroup}, []district.UnitKind{district.KindMunicipalGroup}},
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	scope := q.Scope(authz.UnitRead)
	state, where := store.OpenUnits, paths.Bodies
	if r.URL.Query().Get("lage") == "stangda" {
		state, where = store.ClosedUnits, paths.With(paths.Bodies, "lage", "stangda")
	}
	reads, known := p.Store.Reads(), new([]store.KnownBody)
	read := reads.Bodies(scope, q.Scope(authz.PostRead), q.Today(), state)
	knows := !scope.All && q.Can(authz.BodyRead)
	if knows && state == store.OpenUnits {
		known = reads.KnownBodies(q.Today())
	}
	if err := reads.Send(r.Context()); err != nil {
		return err
	}
	rows := withKnown(*read, *known)
	// A reader who sees only the own units comes straight to the body among them.
	if !scope.All && !knows && state == store.OpenUnits && len(rows) == 1 {
		return web.Redirect(w, r, paths.Body(rows[0].Slug), "")
	}
	v := view.ListView{}
	chosen := r.URL.Query().Get("slag")
	tabs := []ui.Tab{{Label: "Alla", Href: where, Count: sv.Int(len(rows)), Current: true}}
	for _, group := range groups {
		g := view.Group{Title: group.title}
		for _, kind := range group.kinds {
			for _, b := range rows {
				if b.Kind == kind {
					g.Cards = append(g.Cards, card(b))
				}
			}
		}
		for _, kind := range group.rows {
			fold := view.Fold{ID: string(kind), Title: kind.Plural(), Open: chosen == group.word}
			for _, b := range rows {
				if b.Kind == kind {
					fold.Rows = append(fold.Rows, view.Row{Name: b.Name, Href: paths.Body(b.Slug), Badge: badge(b)})
				}
			}
			if len(fold.Rows) > 0 {
				g.Folds = append(g.Folds, fold)
			}
		}
		n := g.Count()
		if n == 0 {
			continue
		}
		current := chosen == group.word
		if current {
			v.Groups, tabs[0].Current = nil, false
		}
		tabs = append(tabs, ui.Tab{Label: group.title, Href: paths.With(where, "slag", group.word), Count: sv.Int(n), Current: current})
		if current || tabs[0].Current {
			v.Groups = append(v.Groups, g)
		}
	}
	if len(tabs) > 2 {
		v.Tabs = ui.Tabs{Label: "Slag", Items: tabs}
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
			if !scope.All {
				e.Title, e.Text = "Här finns inget som du får se", "Du ser de utskott, nätverk och grupper som du är med i. Fråga kansliet om du saknar något."
			}
			if q.Can(authz.UnitManage) {
				e.Action, v.Actions = ui.LinkButton{Label: "Lägg till det första", Href: paths.NewBody, Kind: ui.Primary}, nil
			}
			v.Empty, v.Toggle = e, ui.Link{}
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Utskott och nätverk", Room: web.RoomBodies}, view.List, v)
}

// card is a body in the list: its purpose and how its required posts stand.
func card(b store.BodyRow) ui.Card {
	c := ui.Card{Title: b.Name, Href: paths.Body(b.Slug), Text: excerpt(b.Purpose), Badge: badge(b)}
	if !b.Closed.IsZero() && b.Required == 0 {
		c.Meta = append(c.Meta, unitpage.Agree(b.Kind, "stängd ", "stängt ")+sv.Date(b.Closed.AddDays(-1)))
	}
	return c
}

// badge says how the required posts of a body stand; nil when it need not have any.
func badge(b store.BodyRow) *ui.Badge {
	switch {
	case b.Required == 0:
		return nil
	case b.Vacant > 0:
		return &ui.Badge{Status: ui.StatusVacant, Text: sv.Count(b.Vacant, "uppdrag vakant", "uppdrag vakanta")}
	case b.Unknown > 0:
		return &ui.Badge{Status: ui.StatusUnknown, Text: sv.Count(b.Unknown, "uppdrag okänt", "uppdrag okända")}
	}
	return &ui.Badge{Status: ui.StatusFilled, Text: "uppdragen tillsatta"}
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
