package planimport

import (
	"strings"
)

// Looks of headings without a mark, from the most prominent.
const (
	doubleUnderlined = iota
	capitals
	underlined
	spaced // a blank line after it
	tight  // text right after it
	strong // a whole line in bold
	unseen // a page ends after it, which hides whether a blank line follows
)

// Ranks below those of ordinary headings.
const (
	goalRank  = 1000
	labelRank = 2000
)

// decideNumbers decides, for blocks that start with a number, whether they are headings, list items or plain text.
func (l *layout) decideNumbers() {
	lastHeading, lastItem := 0, 0
	itemsSpaced := false
	for k := range l.blocks {
		b := &l.blocks[k]
		if b.mark.class != 'n' {
			if b.mark.class == 0 && !b.contents && runes(b.text) > maxHeading {
				lastItem = 0
			}
			continue
		}
		if l.marked && l.rows[b.from].Look.List > 0 {
			continue
		}
		n, depth := b.mark.nums[len(b.mark.nums)-1], len(b.mark.nums)
		if l.numberedHeading(k, lastHeading, lastItem, itemsSpaced) {
			b.heading = true
			if depth == 1 {
				lastHeading = n
			}
			lastItem = 0
			continue
		}
		if b.mark.glyph == ' ' && depth == 1 && l.rows[b.from].Look.List == 0 {
			b.text, b.mark = b.mark.text+" "+b.text, mark{}
			continue
		}
		itemsSpaced = lastItem > 0 && l.rows[b.from].blanks > 0
		lastItem = n
	}
}

func (l *layout) numberedHeading(k, lastHeading, lastItem int, itemsSpaced bool) bool {
	b := &l.blocks[k]
	m := b.mark
	if m.glyph == ')' || !headinglike(b.text) || b.to-b.from > 2 || strings.HasPrefix(b.text, "Att ") ||
		hasFinite(b.text) && !isGoalHeading(b.text) && !asks(b.text) && !subordinate(b.text) || len(words(b.text)) > 10 || strings.HasSuffix(b.text, ":") && !isGoalHeading(b.text) {
		return false
	}
	if k+1 == len(l.blocks) {
		return false
	}
	next := &l.blocks[k+1]
	n := m.nums[len(m.nums)-1]
	sibling := sameList(m, next.mark) && next.mark.nums[len(next.mark.nums)-1] == n+1
	if isGoalHeading(b.text) && !sibling {
		return true
	}
	if len(m.nums) > 1 {
		return !sibling || l.rows[next.from].blanks > 0
	}
	if m.glyph == ' ' {
		return !sibling && (n == lastHeading+1 || l.rows[b.from].blanks > 0) && n <= lastHeading+1
	}
	item, heading := lastItem > 0 && n == lastItem+1, n == lastHeading+1
	switch {
	case sibling && !(heading && !item && lastHeading > 0):
		return false
	case next.mark.class == 'n' && len(next.mark.nums) > 1:
		return true
	case item && heading:
		return l.rows[b.from].blanks > 0 && !itemsSpaced
	case item:
		return false
	}
	return heading
}

// asks tells whether a heading is worded as a question or its answer, which has a verb: "Vad vi vill".
func asks(s string) bool {
	return set(`vad var hur varför vilka vem när så det detta här`)[strings.ToLower(strings.Fields(s)[0])] && len(words(s)) <= 6
}

// decideHeadings decides which blocks of a document are headings, and how prominent each is.
func (l *layout) decideHeadings(blocks []block) {
	cand := make([]bool, len(blocks)) // headings by their looks alone
	for k := range blocks {
		b := &blocks[k]
		r := &l.rows[b.from]
		explicit := r.underline != 0 || b.mark.class == '#' || r.emphasis
		b.goals = (isGoalHeading(b.text) && headinglike(b.text) || l.isExtra(b.text)) && (b.mark.class == 0 || b.mark.class == '#' || b.mark.class == 'n')
		switch {
		case b.contents || b.quoted:
			b.goals = false
		case explicit:
			b.heading = true
		case b.heading:
		case b.mark.class != 0:
			b.goals = false
		case b.goals:
			b.heading = k+1 < len(blocks)
			b.goals = b.heading
		case l.marked:
			b.heading = l.isLabel(b, blocks, k)
		default:
			cand[k] = k+1 < len(blocks) && b.to-b.from <= 2 && headinglike(b.text) && r.Indent < 60 && !saysStatus(b.text)
		}
		b.label = b.heading && !explicit && strings.HasSuffix(b.text, ":")
	}
	l.dropLists(blocks, cand)
	l.findLostLists(blocks, cand)
	for k := range blocks {
		b := &blocks[k]
		if !cand[k] {
			continue
		}
		if strings.HasSuffix(b.text, ":") {
			b.heading = l.isLabel(b, blocks, k)
			b.label = b.heading
			continue
		}
		if last := lastRune(strings.TrimRight(b.text, closers)); last == '!' || last == '?' {
			next := &blocks[k+1]
			b.heading = next.mark.class == 0 && runes(next.text) > maxHeading
			continue
		}
		if k > 0 && blocks[k-1].goals && l.rows[b.from].blanks == 0 && hasFinite(b.text) {
			continue // a goal whose bullet was lost
		}
		b.heading = true
	}
	for k := range blocks {
		if b := &blocks[k]; b.heading {
			b.look = l.lookOf(b, blocks, k)
		}
	}
}

// findLostLists finds lists of goals that lost their bullets, as text that was copied often does: two or more single
// sentences, each its own block, right under a heading that names goals, all spaced and ended in the same way.
func (l *layout) findLostLists(blocks []block, cand []bool) {
	const maxItem = 250 // characters
	for k := range blocks {
		if !blocks[k].goals || !blocks[k].heading {
			continue
		}
		from := k + 1
		if from < len(blocks) && strings.HasSuffix(blocks[from].text, ":") && !blocks[from].heading && blocks[from].mark.class == 0 {
			from++ // a lead-in
		}
		j, telling := from, 0
		for ; j < len(blocks); j++ {
			b := &blocks[j]
			if b.mark.class != 0 || b.heading || b.quoted || b.contents || runes(b.text) > maxItem || b.to-b.from > 3 || len(sentences(b.text)) != 1 || strings.HasSuffix(b.text, ":") {
				break
			}
			if _, _, ok := inlineLabel(b.text); ok {
				break
			}
			if j > from && terminal(b.text) != terminal(blocks[from].text) ||
				j > from+1 && (l.rows[b.from].blanks == 0) != (l.rows[blocks[from+1].from].blanks == 0) {
				break
			}
			if hasFinite(b.text) || len(words(b.text)) >= 4 {
				telling++
			}
		}
		// What ended the run may be the text of a heading that was taken for its last item.
		if j < len(blocks) && j > from && !blocks[j].heading && cand[j-1] && !hasFinite(blocks[j-1].text) && !(cand[j] && l.rows[blocks[j].from].blanks > 0) && (l.rows[blocks[j].from].blanks > 0 || blocks[j].mark.class != 0) {
			j--
		}
		if n := j - from; n < 2 || telling*2 < n || j < len(blocks) && blocks[j].mark.class != 0 && !blocks[j].heading {
			continue
		}
		for i := from; i < j; i++ {
			blocks[i].lost, cand[i] = true, false
		}
	}
}

// saysStatus tells whether a line says when a document was adopted and the like.
func saysStatus(s string) bool {
	ws := lowerWords(s)
	return len(ws) > 0 && set(`antagen antaget antagna fastställd fastställt beslutad reviderad version diarienummer diarienr dnr datum utkast
		remissversion upprättad ärendenummer`)[ws[0]]
}

// isLabel tells whether a block is a short label before a list: "Aktiviteter:".
func (l *layout) isLabel(b *block, blocks []block, k int) bool {
	return b.mark.class == 0 && strings.HasSuffix(b.text, ":") && b.to-b.from == 1 && len(words(b.text)) <= 4 && headinglike(b.text) && !asks(b.text) &&
		k+1 < len(blocks) && blocks[k+1].mark.class != 0 && blocks[k+1].mark.class != '#'
}

// dropLists takes back candidates that are lines of a list without bullets, of verse or of an address: three or more
// right under each other.
func (l *layout) dropLists(blocks []block, cand []bool) {
	for k := 0; k < len(blocks); {
		first := k
		goals := blocks[k].goals && blocks[k].heading
		if !cand[k] && !goals {
			k++
			continue
		}
		k++
		for k < len(blocks) && cand[k] && l.rows[blocks[k].from].blanks == 0 && !l.rows[blocks[k].from].page {
			k++
		}
		if k-first < 3 {
			continue
		}
		tightNext := k < len(blocks) && l.rows[blocks[k].from].blanks == 0 && blocks[k].mark.class == 0
		for i := first + 1; i < k; i++ {
			if i == k-1 && tightNext {
				break
			}
			cand[i] = false
		}
		if !goals && first > 0 && l.rows[blocks[first].from].blanks == 0 {
			cand[first] = false
		}
	}
}

func (l *layout) lookOf(b *block, blocks []block, k int) int {
	r := &l.rows[b.from]
	switch {
	case b.mark.class == '#':
		return b.mark.nums[0]
	case l.marked && r.underline == '=':
		return 1
	case l.marked && r.underline == '-':
		return 2
	case r.emphasis:
		return 7 + strong
	case r.underline == '=':
		return doubleUnderlined
	case isCaps(b.text):
		return capitals
	case r.underline == '-':
		return underlined
	case k+1 < len(blocks) && l.rows[blocks[k+1].from].page && l.rows[blocks[k+1].from].blanks > 1:
		return unseen // the blank lines may belong to the page's foot
	case k+1 < len(blocks) && l.rows[blocks[k+1].from].blanks == 0:
		return tight
	}
	return spaced
}

// ranks gives each heading of a document a number that orders it: a heading is below the nearest one before it that
// has a smaller number.
func (l *layout) ranks(blocks []block) map[int]int {
	var heads []int
	numbered, looks := 0, map[int]bool{}
	for k := range blocks {
		if b := &blocks[k]; b.heading && !b.label {
			heads = append(heads, k)
			if b.mark.class == 'n' {
				numbered++
			} else if !b.goals {
				looks[b.look] = true
			}
		}
	}
	l.guessUnseen(blocks, heads, looks)
	// A heading right before another is above it. That tells whether a blank line after headings means something.
	spacedAbove, tightAbove := 0, 0
	for i := 0; i+1 < len(heads); i++ {
		a, b := &blocks[heads[i]], &blocks[heads[i+1]]
		if heads[i+1] == heads[i]+1 && !b.goals && !a.goals {
			switch {
			case a.look == spaced && b.look == tight:
				spacedAbove++
			case a.look == tight && b.look == spaced:
				tightAbove++
			}
		}
	}
	if spacedAbove == 0 || tightAbove > 0 {
		for _, k := range heads {
			if blocks[k].look == tight && blocks[k].mark.class == 0 && !l.marked {
				blocks[k].look = spaced
			}
		}
		if looks[tight] && !l.marked {
			looks[spaced] = true
		}
	}
	own := l.goalsStandAlone(blocks, heads, looks)
	said := l.goalLevelsSaid(blocks, heads)
	end := goalsEndChapters(blocks, heads)
	out := map[int]int{}
	apart := spaceBeforeChapters(l.rows, blocks, heads)
	listed := map[string]int(nil)
	if !l.marked {
		listed = l.contentsLevels(blocks, heads)
	}
	depth := 0               // of the last numbered heading
	nested := map[int]bool{} // looks whose headings now stand below one of the same look
	wide := map[int]bool{}   // where that one had more space before it
	for i, k := range heads {
		b := &blocks[k]
		followed := i+1 < len(heads) && heads[i+1] == k+1 && !blocks[k+1].goals
		switch {
		case b.goals && end && b.mark.class == '#':
			out[k] = b.look * 2
		case b.goals && end && b.mark.class != 'n':
			out[k] = depth * 20
		case b.goals && !own && !followed && b.mark.class != 'n':
			out[k] = goalRank
			// Marks say the level themselves; only where all headings have the same is the goal heading below.
			if l.marked && (said || i == 0 || b.look != blocks[heads[i-1]].look || besideGoals(blocks[heads[i-1]].text) || blocks[heads[i-1]].goals) {
				out[k] = b.look * 2
			}
		case besideGoals(b.text) && b.mark.class == 0 && !l.marked && i > 0 && out[heads[i-1]] == goalRank:
			out[k] = goalRank
		case listed != nil && !b.goals && b.mark.class == 0 && (listed[headingKey(b.text)] > 0 || k > heads[0]):
			if out[k] = listed[headingKey(b.text)] * 20; out[k] == 0 {
				out[k] = 6*20 + b.look // below all that the contents list
			}
		case b.mark.class == 'n':
			depth = len(b.mark.nums)
			out[k] = depth * 20
		case l.marked:
			out[k] = b.look * 2
		case numbered >= 2:
			out[k] = depth*20 + 10 + b.look
			if depth == 0 || apart > 0 && l.rows[b.from].blanks >= apart || b.look <= capitals && looks[b.look] && !capsNumbers(blocks, heads) {
				out[k] = 20
			}
		default:
			space := l.rows[b.from].blanks >= 2
			for look := range nested {
				if look > b.look {
					nested[look] = false
				}
			}
			out[k] = b.look * 2
			if followed && blocks[k+1].look == b.look {
				nested[b.look], wide[b.look] = true, space && l.rows[blocks[k+1].from].blanks < 2
			} else if nested[b.look] && wide[b.look] && space {
				nested[b.look] = false
			} else if nested[b.look] {
				out[k]++
			}
		}
	}
	for k := range blocks {
		if b := &blocks[k]; b.heading && b.label {
			out[k] = goalRank
			if !b.goals && k > 0 && blocks[k-1].heading && blocks[k-1].goals {
				out[k] = labelRank
			}
		}
	}
	return out
}

// spaceBeforeChapters is how many blank lines stand before every heading with a single number, when that tells them from
// headings within chapters: it is more than one, and at least one heading without a number has fewer. Else it is 0.
func spaceBeforeChapters(rows []row, blocks []block, heads []int) int {
	least, chapters, closer := 1<<30, 0, false
	for _, k := range heads {
		b := &blocks[k]
		if b.mark.class == 'n' && len(b.mark.nums) == 1 && !rows[b.from].page {
			least = min(least, rows[b.from].blanks)
			chapters++
		}
	}
	for _, k := range heads {
		b := &blocks[k]
		closer = closer || b.mark.class != 'n' && rows[b.from].blanks < least
	}
	if chapters < 2 || least < 2 || !closer {
		return 0
	}
	return least
}

// guessUnseen gives headings at the foot of a page the look that is usual, or that of one that stands above another.
func (l *layout) guessUnseen(blocks []block, heads []int, looks map[int]bool) {
	balance := 0
	for _, k := range heads {
		switch blocks[k].look {
		case tight:
			balance++
		case spaced:
			balance--
		}
	}
	for i, k := range heads {
		if b := &blocks[k]; b.look == unseen {
			b.look = spaced
			if balance > 0 && !(i+1 < len(heads) && heads[i+1] == k+1 && !blocks[k+1].goals) {
				b.look = tight
			}
			looks[b.look] = looks[b.look] || !b.goals && b.mark.class != 'n'
		}
	}
	delete(looks, unseen)
}

func capsNumbers(blocks []block, heads []int) bool {
	for _, k := range heads {
		if blocks[k].mark.class == 'n' && isCaps(blocks[k].text) {
			return true
		}
	}
	return false
}

// nodes makes the outline of one document.
func (l *layout) nodes(blocks []block, doc *Document) (left []LeftOut) {
	l.decideHeadings(blocks)
	titles := l.findTitle(blocks, doc)
	ranks := l.ranks(blocks[titles:])
	type open struct{ rank, node, level int }
	var stack []open // headings
	var items []struct {
		mark   mark
		indent int
		node   int
	}
	add := func(n Node, b *block) int {
		n.FromLine, n.ToLine = l.rows[b.from].No, l.rows[b.to-1].No
		doc.Nodes = append(doc.Nodes, n)
		return len(doc.Nodes) - 1
	}
	for k := range blocks {
		b := &blocks[k]
		parent := -1
		if len(stack) > 0 {
			parent = stack[len(stack)-1].node
		}
		if b.text == "" {
			left = append(left, LeftOut{l.rows[b.from].No, l.rows[b.from].Text, Rule})
			continue
		}
		if k < titles {
			add(Node{Kind: TitleNode, Text: headingText(b), Marker: headingMarker(b), Parent: -1}, b)
			continue
		}
		if b.mark.class == 0 || b.heading {
			items = items[:0]
		}
		if b.heading {
			text := headingText(b)
			if base := stripContinued(text); base != text || l.rows[b.from].page {
				repeated := false
				for _, o := range stack {
					repeated = repeated || strings.EqualFold(doc.Nodes[o.node].Text, base)
				}
				if repeated {
					left = append(left, LeftOut{l.rows[b.from].No, text, RepeatedHeading})
					continue
				}
			}
			rank := ranks[k-titles]
			for len(stack) > 0 && stack[len(stack)-1].rank >= rank {
				stack = stack[:len(stack)-1]
			}
			level, kind, parent := 1, ChapterNode, -1
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				level, kind, parent = top.level+1, SectionNode, top.node
			}
			n := add(Node{Kind: kind, Level: level, Text: text, Marker: headingMarker(b), Parent: parent, Goals: b.goals}, b)
			stack = append(stack, open{rank, n, level})
			continue
		}
		switch {
		case b.contents:
			add(Node{Kind: ContentsNode, Text: b.text, Parent: -1}, b)
		case b.mark.class != 0:
			indent := l.rows[b.from].Indent
			for len(items) > 0 {
				top := items[len(items)-1]
				same := sameList(top.mark, b.mark)
				deeper := indent >= top.indent+4 || indent >= top.indent+2 && (!same || b.mark.class == 'w' || indent >= top.mark.column-1)
				weaker := !same && indent >= top.indent && rankOfMark(b.mark) > rankOfMark(top.mark)
				if len(items) < maxNesting && (deeper || weaker && !listed(len(items), func(i int) mark { return items[i].mark }, b.mark)) {
					parent = top.node
					break
				}
				items = items[:len(items)-1]
			}
			level := len(items) + 1
			n := add(Node{Kind: BulletNode, Level: level, Text: b.text, Marker: b.mark.text, Parent: parent}, b)
			items = append(items, struct {
				mark   mark
				indent int
				node   int
			}{b.mark, indent, n})
			l.addSentences(doc, n)
		default:
			kind := ParagraphNode
			marker := ""
			if b.quoted || wholeQuote(b.text) {
				kind = QuoteNode
			} else if label, rest, ok := inlineLabel(b.text); ok {
				marker, b.text = label, rest
			}
			n := add(Node{Kind: kind, Text: b.text, Marker: marker, Attribution: b.attribution, Parent: parent, Goals: b.lost}, b)
			l.addSentences(doc, n)
		}
	}
	return left
}

// maxNesting is how deep lists are followed.
const maxNesting = 9

// listed tells whether an open list has the same kind of mark.
func listed(n int, at func(int) mark, m mark) bool {
	for i := range n {
		if sameList(at(i), m) {
			return true
		}
	}
	return false
}

// rankOfMark orders marks as writers nest them: numbers, letters, bullets, dashes.
func rankOfMark(m mark) int {
	switch m.class {
	case 'n':
		return len(m.nums)
	case 'a':
		return 6
	case 'g':
		if m.glyph == '◦' || m.glyph == '○' || m.glyph == '▫' || m.glyph == '□' {
			return 8
		}
		return 7
	}
	return 9
}

// wholeQuote tells whether a paragraph is one quotation.
func wholeQuote(s string) bool {
	for _, q := range [...][2]string{{"”", "”"}, {"“", "”"}, {"»", "»"}, {"»", "«"}, {`"`, `"`}} {
		if t, ok := strings.CutPrefix(s, q[0]); ok && runes(s) > 40 {
			if inner, ok := strings.CutSuffix(strings.TrimRight(t, "."), q[1]); ok && !strings.Contains(inner, q[1]) {
				return true
			}
		}
	}
	return false
}

func (l *layout) addSentences(doc *Document, n int) {
	of := doc.Nodes[n]
	for _, s := range sentences(of.Text) {
		doc.Nodes = append(doc.Nodes, Node{Kind: SentenceNode, Text: s, FromLine: of.FromLine, ToLine: of.ToLine, Parent: n})
	}
}

// headingText is a heading as adopted, with its number.
func headingText(b *block) string {
	if b.mark.class == 'n' {
		return b.mark.text + " " + b.text
	}
	return b.text
}

func headingMarker(b *block) string {
	if b.mark.class == '#' {
		return b.mark.text
	}
	return ""
}
