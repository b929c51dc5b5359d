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
// mark returns what stands beside a node, and its text in parts where it is more than one promise or more than a promise.
// The title and the plan's own table of contents are left out: the page has its own.
func setText(nodes []store.PlanNode, mark marker) []view.Block {
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
			b.Kind, b.Attribution = view.QuoteBlock, n.Attribution
			b.Marks, b.Runs = mark(n)
		default:
			b.Kind, b.Label = view.ParagraphBlock, n.Marker
			b.Marks, b.Runs = mark(n)
		}
		if len(b.Marks) > 0 {
			b.ID = paths.PlanAnchor(n.Ord)
		}
		out = append(out, b)
		i++
	}
	return out
}

// A marker says what stands in the margin beside a part of a text, and how its text is set where promises stand in it.
type marker func(store.PlanNode) ([]view.Mark, []view.Run)

// runs cuts the text of a node at its promises. ref returns the address of each, and where its name leads. A node that is
// one promise from end to end has no parts.
func runs(n store.PlanNode, ref func(store.NodeFinding) (id, href string)) []view.Run {
	var out []view.Run
	rest := n.Text
	for _, f := range n.Found {
		i := strings.Index(rest, f.Sentence)
		if i < 0 || f.Sentence == n.Text {
			continue
		}
		if before := strings.TrimSpace(rest[:i]); before != "" {
			out = append(out, view.Run{Text: before})
		}
		id, href := ref(f)
		out = append(out, view.Run{Text: f.Sentence, ID: id, Ref: f.Label(), Href: href})
		rest = rest[i+len(f.Sentence):]
	}
	if out == nil {
		return nil
	}
	if after := strings.TrimSpace(rest); after != "" {
		out = append(out, view.Run{Text: after})
	}
	return out
}

// listItems nests bullets by the bullet that they hang under.
func listItems(nodes []store.PlanNode, mark marker) []view.Item {
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
			it := view.Item{Text: n.Text, Items: items(below[n.ID])}
			it.Marks, it.Runs = mark(n)
			if len(it.Marks) > 0 {
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

// isHeading tells whether a node heads what follows.
func isHeading(n store.PlanNode) bool {
	return n.Kind == planimport.ChapterNode || n.Kind == planimport.SectionNode
}
