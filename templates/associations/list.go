// Package associations is the pages of associations and of the areas they work in. Each page gets a View of plain
// values; who may see or do what is decided before.
package associations

import (
	"github.com/a-h/templ"

	"verkstad/templates/ui"
)

// ListView is the register of associations.
type ListView struct {
	Filter  ListFilter
	Rows    []ListRow
	Sort    map[string]SortColumn // by column: name, kind, area, posts
	Export  []ui.Link
	Paging  ui.Paging
	County  ui.TileMap
	City    ui.TileMap
	Actions []ui.LinkButton
	Nothing *ui.Empty // instead of the table
	Tabs    ui.Tabs   // list and map; none for a reader of few
	ShowMap bool      // the map instead of the list

	ChangesHref string // mergers and divisions
}

// ListFilter is the filter above the register, as the address has it.
type ListFilter struct {
	Action, ClearHref, Count                  string
	Query, Kind, Area, Position, Posts, State string
	Areas                                     []ui.Option
	Hidden                                    []ui.Pair
	Hide                                      bool // for a reader who has few to choose from
	HidePosts                                 bool // for a reader who may not know which posts are vacant
}

// SortColumn is the head of a column that sorts.
type SortColumn struct{ Href, Dir string }

// ListRow is an association in the register.
type ListRow struct {
	Name, Href string
	Kind       string
	Closed     string // "stängd 31 januari 2018"
	Areas      string
	Position   string
	Filled     string // "3 av 5"; empty for a closed one
	Badges     []ui.Badge

	// What goes without saying on a phone: the commonest kind, areas that the name says or that there are none of.
	PlainKind, PlainAreas, PlainPosition bool
}

// head returns the head of a column that sorts.
func (v ListView) head(key, label string) ui.Th {
	s := v.Sort[key]
	return ui.Th{Label: label, Href: s.Href, Dir: s.Dir}
}

func listActions(v ListView) []templ.Component {
	out := make([]templ.Component, len(v.Actions))
	for i, a := range v.Actions {
		out[i] = a
	}
	return out
}
