package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/sv"
)

// A NewVersion is a plan's text as it was adopted anew, with what was found in it and what a person has said about it.
type NewVersion struct {
	Document  planimport.Document
	Findings  []planimport.Finding // those of the document, in the order of the text
	AdoptedOn district.Date
	Base      int            // number of the version that it was compared with
	Same      map[int64]int  // promises that are these findings, by hand: id → place in Findings
	Apart     map[int64]bool // promises that are not what was taken for their new words
}

// VersionOf returns the new version of a plan that a document of a source is.
func VersionOf(src *planimport.Source, document int) NewVersion {
	v := NewVersion{Document: src.Documents[document]}
	for _, f := range src.Findings {
		if f.Document == document {
			v.Findings = append(v.Findings, f)
		}
	}
	return v
}

// A VersionDiff is what a new version would change.
type VersionDiff struct {
	Plan    Plan
	Changes []VersionChange // in the order of the new text
	Rest    []plandiff.Pair // what changed in the text around the promises; see OldRest and NewRest
	OldRest []plandiff.Item
	NewRest []plandiff.Item
}

// Count returns how many promises a change happens to.
func (d VersionDiff) Count(c plandiff.Change) int {
	n := 0
	for _, x := range d.Changes {
		if x.Change == c {
			n++
		}
	}
	return n
}

// A VersionChange is what a new version does to one promise, or one that it adds.
type VersionChange struct {
	plandiff.Pair       // its places are of no use outside the store
	Finding       int   // place in [NewVersion.Findings]; -1 for none
	ID            int64 // of the promise; 0 for an added one
	Kind          planimport.FindingKind
	Number        int
	State         district.CommitmentState
	Goals         []CommitmentGoal
	Was           string // the sentence of the version that holds
	WasSection    []string
	Now           string
	NowSection    []string
	Waits         bool             // the new words wait for approval before they hold for the goals
	Closes        []CommitmentGoal // goals that have no sentence left
	Like          []int            // of a removed promise: added findings that are like it, the likest first
	Former        *RemovedPromise  // of an added one: a promise with the same words that an earlier version has removed
}

// Label returns what the promise is called; "" of an added one.
func (c VersionChange) Label() string {
	if c.ID == 0 {
		return ""
	}
	return GoalLabel(c.Kind, c.Number, 0)
}

// A heldPromise is a promise of the version that holds.
type heldPromise struct {
	ID          int64
	Kind        planimport.FindingKind
	Number      int
	Class       string
	State       district.CommitmentState
	Sentence    string // that holds for its goals
	NodeID      *int64
	VersionNow  string // the sentence of the version
	SectionPath []string
	Found       json.RawMessage
	Goals       []CommitmentGoal
}

const heldPromisesSQL = `
	SELECT c.id, c.kind, c.number, c.class, c.state, c.sentence, cv.node_id, cv.sentence AS version_now, cv.section_path, cv.found,
		` + goalsOfCommitment + ` AS goals
	FROM commitment_versions cv JOIN commitments c ON c.id = cv.commitment_id
	WHERE cv.version_id = (SELECT v.id FROM plan_versions v WHERE v.plan_id = @plan ORDER BY v.number DESC LIMIT 1) AND cv.change <> 'removed'
	ORDER BY cv.ord, c.id`

// A heldNode is a part of the text of the version that holds.
type heldNode struct {
	ID       int64
	ParentID *int64
	Kind     planimport.NodeKind
	Text     string
}

const heldNodesSQL = `
	SELECT n.id, n.parent_id, n.kind, n.text FROM plan_nodes n
	WHERE n.version_id = (SELECT v.id FROM plan_versions v WHERE v.plan_id = @plan ORDER BY v.number DESC LIMIT 1) ORDER BY n.ord`

// ComparePlan returns what a new version of a plan would change. It writes nothing.
func (s *Store) ComparePlan(ctx context.Context, plan int64, in NewVersion) (VersionDiff, error) {
	var (
		d     VersionDiff
		held  []heldPromise
		nodes []heldNode
		gone  []RemovedPromise
	)
	b := s.db.Batch()
	db.CollectOne(b, &d.Plan, "read plan", planSQL, pgx.StrictNamedArgs{"id": plan})
	db.Collect(b, &held, "read promises", heldPromisesSQL, pgx.StrictNamedArgs{"plan": plan})
	db.Collect(b, &nodes, "read text", heldNodesSQL, pgx.StrictNamedArgs{"plan": plan})
	db.Collect(b, &gone, "read removed promises", `
		SELECT c.id, c.kind, c.number, cv.sentence, cv.section_path, `+goalsOfCommitment+` AS goals
		FROM commitments c JOIN commitment_versions cv ON cv.commitment_id = c.id AND cv.version_id = c.gone_in
		WHERE c.plan_id = @plan ORDER BY cv.version_id DESC, c.id`, pgx.StrictNamedArgs{"plan": plan})
	if err := b.Send(ctx); err != nil {
		return VersionDiff{}, err
	}
	m := in.compare(held, nodes)
	d.Changes = m.changes
	for i := range d.Changes {
		if x := &d.Changes[i]; x.Change == plandiff.Added {
			if k := slices.IndexFunc(gone, func(r RemovedPromise) bool { return sameWords(r.Sentence, x.Now) }); k >= 0 {
				x.Former = &gone[k]
			}
		}
	}
	d.OldRest, d.NewRest = rest(m.oldText), rest(m.newText)
	for _, p := range plandiff.Compare(d.OldRest, d.NewRest, plandiff.Hand{}).Pairs {
		if p.Change != plandiff.Unchanged {
			d.Rest = append(d.Rest, p)
		}
	}
	return d, nil
}

// A comparison is a new version beside the one that holds.
type comparison struct {
	changes          []VersionChange
	place            []int // of each change, in the new text: number of the node; -1 for what was removed
	oldText, newText []textPart
}

// compare finds out what the version changes. The promises come first among the items and the rest of the text after
// them, in both.
func (in NewVersion) compare(held []heldPromise, nodes []heldNode) comparison {
	var c comparison
	oldNode := make([]promiseAt, len(held))
	at := make(map[int64]int, len(nodes))
	old := make([]planimport.Node, len(nodes))
	for i, n := range nodes {
		at[n.ID] = i
		old[i] = planimport.Node{Kind: n.Kind, Text: n.Text, Parent: -1}
		if n.ParentID != nil {
			old[i].Parent = at[*n.ParentID]
		}
	}
	for i, h := range held {
		oldNode[i] = promiseAt{node: -1, sentence: h.VersionNow}
		if h.NodeID != nil {
			oldNode[i].node = at[*h.NodeID]
		}
	}
	newNode := make([]promiseAt, len(in.Findings))
	for i, f := range in.Findings {
		newNode[i] = promiseAt{node: f.Node, sentence: f.Sentence}
	}
	c.oldText, c.newText = textAround(old, oldNode), textAround(in.Document.Nodes, newNode)
	var was, now []plandiff.Item
	hand := plandiff.Hand{Same: map[int]int{}, Apart: map[int]bool{}}
	for i, h := range held {
		was = append(was, plandiff.Item{Text: h.VersionNow, Section: h.SectionPath, Promise: true})
		if to, ok := in.Same[h.ID]; ok && to >= 0 && to < len(in.Findings) {
			hand.Same[i] = to
		}
		hand.Apart[i] = in.Apart[h.ID]
	}
	for _, f := range in.Findings {
		now = append(now, plandiff.Item{Text: f.Sentence, Section: f.SectionPath, Promise: true})
	}
	for _, t := range c.oldText {
		was = append(was, t.item)
	}
	for _, t := range c.newText {
		now = append(now, t.item)
	}
	cmp := plandiff.Compare(was, now, hand)
	standing := map[int64]int{} // goal → sentences that are left
	for _, p := range cmp.Pairs {
		x, place := in.change(p, held, now, c.newText)
		if p.Old >= 0 && p.New >= 0 {
			for _, g := range x.Goals {
				standing[g.ID]++
			}
		}
		c.changes, c.place = append(c.changes, x), append(c.place, place)
	}
	for i := range c.changes {
		x := &c.changes[i]
		if x.Change != plandiff.Removed {
			continue
		}
		for _, g := range x.Goals {
			if standing[g.ID] == 0 && !g.Closed {
				x.Closes = append(x.Closes, g)
			}
		}
		like := map[int]float64{}
		for _, y := range c.changes {
			if y.Change == plandiff.Added {
				like[y.Finding] = cmp.Likeness(x.Old, y.New)
				x.Like = append(x.Like, y.Finding)
			}
		}
		slices.SortStableFunc(x.Like, func(a, b int) int {
			switch {
			case like[a] > like[b]:
				return -1
			case like[a] < like[b]:
				return 1
			}
			return a - b
		})
	}
	return c
}

func (in NewVersion) change(p plandiff.Pair, held []heldPromise, now []plandiff.Item, around []textPart) (VersionChange, int) {
	x, place := VersionChange{Pair: p, Finding: -1}, -1
	if p.New >= 0 {
		x.Now, x.NowSection = now[p.New].Text, now[p.New].Section
		if p.New < len(in.Findings) {
			x.Finding, x.Kind, place = p.New, in.Findings[p.New].Kind, in.Findings[p.New].Node
		} else {
			place = around[p.New-len(in.Findings)].node
		}
	}
	if p.Old >= 0 {
		h := held[p.Old]
		x.ID, x.Kind, x.Number, x.State, x.Goals, x.Was, x.WasSection = h.ID, h.Kind, h.Number, h.State, h.Goals, h.VersionNow, h.SectionPath
		x.Waits = p.New >= 0 && decisionOn(h.State, sameWords(h.Sentence, x.Now)) == "waiting"
	}
	return x, place
}

// decisionOn says what happens to the words of a promise that a version has changed, or has not.
func decisionOn(state district.CommitmentState, same bool) string {
	switch {
	case same:
		return ""
	case state == district.Approved:
		return "waiting"
	case state == district.Rejected:
		return "reopened"
	}
	return "open"
}

func sameWords(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

// A promiseAt is where a promise stands in a text.
type promiseAt struct {
	node     int
	sentence string
}

// A textPart is a part of a text that is no promise: a sentence, or a point of several sentences as a whole.
type textPart struct {
	item plandiff.Item
	node int
	part bool // of another part, which is here as well
}

// textAround returns what a text says besides its promises.
func textAround(nodes []planimport.Node, promises []promiseAt) []textPart {
	taken := make(map[int]bool, len(promises))
	whole := make(map[int]bool) // nodes that are a promise in full, with all their sentences
	within := map[int][]string{}
	for _, p := range promises {
		if p.node < 0 {
			continue
		}
		taken[p.node] = true
		whole[p.node] = sameWords(nodes[p.node].Text, p.sentence)
		within[p.node] = append(within[p.node], p.sentence)
		if up := nodes[p.node].Parent; up >= 0 && nodes[p.node].Kind == planimport.SentenceNode {
			within[up] = append(within[up], p.sentence)
		}
	}
	sentences := make(map[int]int)
	for _, n := range nodes {
		if n.Kind == planimport.SentenceNode && n.Parent >= 0 {
			sentences[n.Parent]++
		}
	}
	promised := func(list []string, text string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return sameWords(s, text) })
	}
	var out []textPart
	for i, n := range nodes {
		switch n.Kind {
		case planimport.SentenceNode:
			if taken[i] || n.Parent >= 0 && (whole[n.Parent] || promised(within[n.Parent], n.Text)) {
				continue
			}
			out = append(out, textPart{plandiff.Item{Text: n.Text, Section: headingsOver(nodes, i)}, i, n.Parent >= 0 && sentences[n.Parent] > 1})
		case planimport.ParagraphNode, planimport.BulletNode, planimport.QuoteNode:
			if len(within[i]) == 0 && sentences[i] != 1 {
				out = append(out, textPart{plandiff.Item{Text: n.Text, Section: headingsOver(nodes, i)}, i, false})
			}
		}
	}
	return out
}

// headingsOver lists the headings above a part of a text.
func headingsOver(nodes []planimport.Node, i int) []string {
	path := []string{}
	for up := nodes[i].Parent; up >= 0; up = nodes[up].Parent {
		if k := nodes[up].Kind; k == planimport.ChapterNode || k == planimport.SectionNode {
			path = append(path, nodes[up].Text)
		}
	}
	slices.Reverse(path)
	return path
}

// rest are the sentences around the promises, to be compared for people.
func rest(text []textPart) []plandiff.Item {
	var out []plandiff.Item
	for i, t := range text {
		if i+1 < len(text) && text[i+1].part && !t.part {
			continue // its sentences follow
		}
		it := t.item
		it.Promise = true
		out = append(out, it)
	}
	return out
}

// AdoptVersion makes a text the version of a plan that holds and returns the version's id. Promises keep what they are;
// words of goals that changed wait for approval; a goal that has no sentence left is closed from the day on which the
// version was adopted; what is new is proposed. source is the text that it was read from, 0 for none. A plan that has
// got another version since the comparison is [district.ErrConflict].
func (s *Store) AdoptVersion(ctx context.Context, actor db.Actor, once db.OnceKey, plan, source int64, in NewVersion) (int64, error) {
	return s.db.Write(ctx, actor, once, []db.Topic{db.Plans, db.Goals}, func(tx *db.Tx) (int64, error) {
		if err := lockPlan(tx, plan); err != nil {
			return 0, err
		}
		newest, err := newestVersion(tx, plan)
		if err != nil {
			return 0, err
		}
		if newest.Number != in.Base {
			return 0, fmt.Errorf("plan %d has got version %d: %w", plan, newest.Number, district.ErrConflict)
		}
		if err := in.check(newest, tx.Moment.Today); err != nil {
			return 0, err
		}
		if source != 0 {
			if err := splitNow(tx, source, plan); err != nil {
				return 0, err
			}
		}
		held, err := db.List[heldPromise](tx, "read promises", heldPromisesSQL, pgx.StrictNamedArgs{"plan": plan})
		if err != nil {
			return 0, err
		}
		nodes, err := db.List[heldNode](tx, "read text", heldNodesSQL, pgx.StrictNamedArgs{"plan": plan})
		if err != nil {
			return 0, err
		}
		c := in.compare(held, nodes)
		version, err := addPlanVersion(tx, plan, newest.Number+1, source, in.AdoptedOn, in.Document)
		if err != nil {
			return 0, err
		}
		rows, err := in.rows(c, held)
		if err != nil {
			return 0, err
		}
		if err := addFindings(tx, plan, version, rows); err != nil {
			return 0, err
		}
		if err := reopenRejected(tx, version); err != nil {
			return 0, err
		}
		if err := applyVersion(tx, version, nil); err != nil {
			return 0, err
		}
		if _, err := tx.Run("remove promises", `
			UPDATE commitments c SET gone_in = @version, node_id = NULL, revision = c.revision + 1 FROM commitment_versions v
			WHERE v.version_id = @version AND v.commitment_id = c.id AND v.change = 'removed'`, pgx.StrictNamedArgs{"version": version}); err != nil {
			return 0, err
		}
		if err := closeGone(tx, plan, version, newest.Number+1, in.AdoptedOn); err != nil {
			return 0, err
		}
		count := map[plandiff.Change]int{}
		for _, x := range c.changes {
			count[x.Change]++
		}
		tx.Audit(db.Change{Record: "planVersion", ID: version, Action: "create", Fields: []db.Field{
			{Name: "number", After: newest.Number + 1}, {Name: "adopted", After: in.AdoptedOn}, {Name: "added", After: count[plandiff.Added]},
			{Name: "changed", After: count[plandiff.Changed]}, {Name: "moved", After: count[plandiff.Moved]}, {Name: "removed", After: count[plandiff.Removed]}}})
		return version, nil
	})
}

func (in NewVersion) check(newest versionRef, today district.Date) error {
	switch {
	case in.AdoptedOn.IsZero():
		return district.NewInvalid("adopted", "Skriv dagen då den nya versionen antogs, till exempel 2018-09-09.")
	case today.Before(in.AdoptedOn):
		return district.NewInvalid("adopted", "Skriv en dag som har varit. En version läses in när den är antagen.")
	case !newest.AdoptedOn.IsZero() && !newest.AdoptedOn.Before(in.AdoptedOn):
		return district.NewInvalid("adopted", "Skriv en dag efter "+sv.Date(newest.AdoptedOn)+". Då antogs den version som gäller nu.")
	}
	return nil
}

// rows are the promises of the version on their way into the database.
func (in NewVersion) rows(c comparison, held []heldPromise) ([]newFinding, error) {
	order := make([]int, len(c.changes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return c.place[a] - c.place[b] })
	var out []newFinding
	for ord, i := range order {
		x := c.changes[i]
		row := newFinding{Ord: ord + 1, Node: c.place[i] + 1, ID: x.ID, Change: x.Change, How: x.How, Kind: x.Kind, Sentence: x.Now,
			SectionPath: append([]string{}, x.NowSection...), Hash: planimport.HashSentence(x.Now)}
		switch {
		case x.Finding >= 0:
			f, err := foundOf(in.Findings[x.Finding])
			if err != nil {
				return nil, err
			}
			row.Kind, row.Found = in.Findings[x.Finding].Kind, f
		case x.Change == plandiff.Removed:
			row.Sentence, row.SectionPath, row.Hash = x.Was, append([]string{}, x.WasSection...), planimport.HashSentence(x.Was)
			fallthrough
		default:
			row.Found = held[x.Old].Found
		}
		if x.Change != plandiff.Removed && x.ID != 0 {
			row.Decision = decisionOn(x.State, sameWords(held[x.Old].Sentence, x.Now))
		}
		out = append(out, row)
	}
	return out, nil
}
