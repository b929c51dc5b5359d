package plans

import (
	"strconv"
	"strings"

	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	view "verkstad/templates/plans"
)

// setText sets nodes of a plan as blocks: bullets that follow each other become one list, with those below them inside.
// mark returns what stands beside a node, nil for nothing. The title and the plan's own table of contents are left
// out: the page has its own.
func setText(nodes []store.PlanNode, mark func(store.PlanNode) *view.Mark) []view.Block {
	var out []view.Block
	for i := 0; i < len(nodes); {
		n := nodes[i]
		b := view.Block{Text: n.Text}
		switch n.Kind {
		case planimport.TitleNode, planimport.ContentsNode:
			i++
			continue
		case planimport.BulletNode:
			end := i
			for end < len(nodes) && nodes[end].Kind == planimport.BulletNode {
				end++
			}
			b = view.Block{Kind: view.ListBlock, Items: listItems(nodes[i:end], mark)}
			b.Start, b.Ordered = numbered(nodes[i])
			out = append(out, b)
			i = end
			continue
		case planimport.ChapterNode:
			b.Kind, b.ID = view.ChapterBlock, paths.PlanAnchor(n.Ord)
		case planimport.SectionNode:
			b.Kind, b.ID = view.SectionBlock, paths.PlanAnchor(n.Ord)
			if n.Level > 2 {
				b.Kind = view.MinorBlock
			}
		case planimport.QuoteNode:
			b.Kind, b.Attribution, b.Mark = view.QuoteBlock, n.Attribution, mark(n)
		default:
			b.Kind, b.Label, b.Mark = view.ParagraphBlock, n.Marker, mark(n)
		}
		if b.Mark != nil {
			b.ID = paths.PlanAnchor(n.Ord)
		}
		out = append(out, b)
		i++
	}
	return out
}

// listItems nests bullets by the bullet that they hang under.
func listItems(nodes []store.PlanNode, mark func(store.PlanNode) *view.Mark) []view.Item {
	below := map[int64][]store.PlanNode{}
	here := map[int64]bool{}
	var top []store.PlanNode
	for _, n := range nodes {
		here[n.ID] = true
		if n.ParentID != nil && here[*n.ParentID] {
			below[*n.ParentID] = append(below[*n.ParentID], n)
		} else {
			top = append(top, n)
		}
	}
	var items func(list []store.PlanNode) []view.Item
	items = func(list []store.PlanNode) []view.Item {
		var out []view.Item
		for _, n := range list {
			it := view.Item{Text: n.Text, Mark: mark(n), Items: items(below[n.ID])}
			if it.Mark != nil {
				it.ID = paths.PlanAnchor(n.Ord)
			}
			if sub := below[n.ID]; len(sub) > 0 {
				it.Start, it.Ordered = numbered(sub[0])
			}
			out = append(out, it)
		}
		return out
	}
	return items(top)
}

// numbered tells whether a list is numbered by the text itself, and from what.
func numbered(first store.PlanNode) (start int, ordered bool) {
	digits := strings.TrimRight(strings.TrimLeft(first.Marker, "("), ".):")
	n, err := strconv.Atoi(digits)
	return n, err == nil && n > 0 && n < 10_000
}

// unmarked is for texts that show nothing in the margin.
func unmarked(store.PlanNode) *view.Mark { return nil }

// isHeading tells whether a node heads what follows.
func isHeading(n store.PlanNode) bool {
	return n.Kind == planimport.ChapterNode || n.Kind == planimport.SectionNode
}
