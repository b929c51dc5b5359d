package planimport

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Commitment is a promise in running text: something that the organisation or one of its bodies undertakes to do.
const Commitment FindingKind = "commitment"

// commitments finds what a document promises outside its lists of goals, and gives the formal goals what they share
// with commitments. It returns all findings in the order of the text.
func commitments(doc *Document, index int, formal []Finding) []Finding {
	c := newCast(doc)
	taken := map[int]bool{}
	for i := range formal {
		taken[formal[i].Node] = true
		enrich(&formal[i], c)
	}
	f := commitmentFinder{doc: doc, index: index, cast: c, taken: taken, heading: -1, statute: -1, quoteIn: -1, rowAt: -1}
	out := slices.Clone(formal)
	for i := range doc.Nodes {
		if g, ok := f.at(i); ok {
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Node - b.Node })
	return out
}

// enrich reads who is responsible for a formal goal and how it is worded.
func enrich(f *Finding, c *cast) {
	first := f.Sentence
	if ss := sentences(first); len(ss) > 1 {
		first = ss[0] // what follows explains it
	}
	r := newSentenceReader(first, c)
	v, _ := r.judge()
	f.Responsible, f.Wording = r.responsible(v), r.wordingOf(v)
	if f.Responsible == "" {
		if cs := r.clauses(); len(cs) > 0 && cs[0].past && (cs[0].who.kind == body || cs[0].who.kind == organisation) {
			f.Responsible = r.responsible(verdict{clause: cs[0], kind: "clause"}) // "Gruppen har lagt fram ..."
		}
	}
	if lead, ok := strings.CutSuffix(f.Heading, ":"); ok && f.Responsible == "" && runes(lead) <= maxLead {
		r = newSentenceReader(continued(lead, f.Sentence), c) // "Distriktet ska:" and its list
		v, _ = r.judge()
		f.Responsible = r.responsible(v)
	}
}

// maxLead is the longest lead-in, in characters, that its list is read together with.
const maxLead = 300

// continued is a lead-in with an item of its list: "Distriktet ska" and "Ordna kurser" → "Distriktet ska ordna kurser".
func continued(lead, item string) string {
	item = strings.ToLower(prefix(item, 1)) + strings.TrimPrefix(item, prefix(item, 1))
	if lastWord(lead) == "att" {
		item = strings.TrimPrefix(item, "att ")
	}
	return lead + " " + item
}

// A commitmentFinder walks through the nodes of a document.
type commitmentFinder struct {
	doc        *Document
	index      int
	cast       *cast
	taken      map[int]bool
	heading    int
	lead       string // the words before a list that its items go on with, "" for none
	doing      bool   // the items of lists are what will be done: "Aktiviteter", "Så gör vi"
	statute    int    // the paragraph whose last sentence told what a statute says, else -1
	quoteIn    int    // the paragraph that quoteOpen is about
	quoteOpen  bool   // a quotation has begun and not ended
	describing bool   // under a heading whose part says what a body is there for
	rowAt      int    // the item that row is about
	row        tableRow
	inRow      bool
	silent     bool // under a heading that names what no promise stands under
}

// silentHeadings name parts that describe.
var silentHeadings = set(`bakgrund nuläge nulägesanalys nulägesbeskrivning risker riskanalys definitioner begrepp förkortningar ordlista källor referenser historik innehåll innehållsförteckning omvärldsanalys omvärld omvärldsbevakning vision visionen värdegrund idé idéer ideologi värderingar grundvärderingar människosyn grundsyn`)

// describingHeadings name parts that say what a body is there for: only what it shall do is promised there.
var describingHeadings = set(`grunduppdrag ansvarsområde ansvarsområden ansvarsområdet verksamhetsbeskrivning`)

// doingHeadings name lists of what will be done.
var doingHeadings = set(`aktivitet aktiviteter aktiviteterna åtgärd åtgärder åtgärderna insats insatser insatserna handlingsplan arbetsuppgifter uppgifter genomförande åtaganden uppdrag satsningar prioriteringar planering arrangemang evenemang årshjul program verksamhet`)

func (f *commitmentFinder) at(i int) (Finding, bool) {
	n := &f.doc.Nodes[i]
	switch n.Kind {
	case ChapterNode, SectionNode:
		f.heading, f.lead, f.doing, f.silent = i, "", namesDoing(n.Text), silentHeadings[lastWord(n.Text)]
		f.describing = describingHeadings[lastWord(n.Text)]
		if ws := lowerWords(n.Text); len(ws) > 2 && (slices.Contains(ws, "ska") || slices.Contains(ws, "skall")) {
			f.lead = strings.TrimSuffix(n.Text, ":") // "Dessutom ska styrelsen", set as a heading
		}
	case ParagraphNode:
		f.lead = ""
		if n.Marker != "" {
			f.doing = namesDoing(n.Marker)
		}
	case SentenceNode:
		return f.sentence(i)
	}
	return Finding{}, false
}

func lastWord(s string) string {
	ws := lowerWords(s)
	if len(ws) == 0 {
		return ""
	}
	return ws[len(ws)-1]
}

// namesDoing tells whether a heading or label announces what will be done.
func namesDoing(s string) bool {
	ws := lowerWords(s)
	if len(ws) == 0 || len(ws) > 8 {
		return false
	}
	for _, w := range ws {
		if doingHeadings[w] || strings.HasSuffix(w, "aktiviteter") || strings.HasSuffix(w, "åtgärder") || strings.HasSuffix(w, "insatser") {
			return true
		}
	}
	text := strings.Join(ws, " ")
	for _, s := range [...]string{"så gör vi", "detta gör vi", "det gör vi", "det här gör vi", "ska vi göra", "vi ska göra", "vi ska", "ska göra", "så arbetar vi", "så når vi", "vi åtar oss", "vi kommer att"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

func (f *commitmentFinder) sentence(i int) (Finding, bool) {
	n := &f.doc.Nodes[i]
	p := n.Parent
	if p < 0 {
		return Finding{}, false
	}
	parent := &f.doc.Nodes[p]
	quoted := f.quoted(p, n.Text)
	if quoted || f.taken[p] || f.taken[i] || parent.Kind == QuoteNode || parent.Kind == ContentsNode || f.silent {
		return Finding{}, false
	}
	bullet := parent.Kind == BulletNode
	first := i == p+1
	if !bullet && leadsIn(n.Text) { // leads in a list, if one follows
		if f.listFollows(i) {
			return f.leadIn(i)
		}
	}
	var row tableRow
	inRow := false
	if bullet {
		if f.rowAt != p { // once for all sentences of an item
			f.rowAt = p
			f.row, f.inRow = f.doc.rowOf(p)
		}
		if row, inRow = f.row, f.inRow; inRow && row.counts {
			return Finding{}, false
		}
	} else if _, cells := cellsOf(parent.Text); cells {
		return Finding{}, false
	}
	if !bullet && !terminal(n.Text) && f.listFollows(i) {
		return f.leadIn(i)
	}
	if bullet && first && strings.HasSuffix(n.Text, ":") && f.hasItems(p) {
		return f.leadIn(i)
	}
	r := f.read(n.Text)
	v, ok := r.judge()
	if told := f.statute == p && v.who.kind == pronoun; told || r.elsewhere() >= 5 {
		f.statute, ok = p, ok && !told // "Nämnderna ska enligt lagen ... De ska också ..."
	} else {
		f.statute = -1
	}
	if f.describing && (v.how == now || v.how == answers) {
		ok = false
	}
	lead := ""
	if bullet && first && f.lead != "" && !inRow {
		if closedLead(f.lead) && terminal(n.Text) && !r.noMain() { // it stands on its own
			if ok = ok || namesDoing(f.lead) && (v.points >= promised-1 || v.points >= promised-3 && r.timed() && !r.negated(v)); ok {
				lead = f.lead
			}
		} else if j, jv, jok := f.joined(n.Text); jok {
			lead = f.lead
			if w, found := r.elliptic(true, true); found && w.form.infinitive == "" && !slices.ContainsFunc(r.forms, func(f verbForm) bool { return f.infin || f.supine }) { // a thing, not something to do
				g := f.found(i, r, w, lead)
				g.Responsible, g.Wording = j.responsible(jv), j.wordingOf(jv)
				return g, true
			}
			r, v, ok = j, jv, jok
		}
	}
	if !ok && first {
		if w, found := r.elliptic(bullet, bullet && (f.doing || inRow)); found {
			v, ok = w, true
		}
	}
	if !ok {
		return Finding{}, false
	}
	g := f.found(i, r, v, lead)
	if inRow && first {
		f.beside(&g, row)
	}
	return g, true
}

// quoted tells whether a sentence of paragraph p stands within quotation marks as a whole: what others have written. It
// is asked about every sentence in turn, since a quotation may begin in one and end in another.
func (f *commitmentFinder) quoted(p int, s string) bool {
	if f.quoteIn != p {
		f.quoteIn, f.quoteOpen = p, false
	}
	whole := f.quoteOpen || strings.ContainsRune(quoteMarks, firstRune(s))
	for at, r := range s {
		if !strings.ContainsRune(quoteMarks, r) {
			continue
		}
		if f.quoteOpen = !f.quoteOpen; whole && !f.quoteOpen && hasFinite(s[at:]) {
			whole = false // something is said about the quotation
		}
	}
	return whole
}

const quoteMarks = "”“\"«»„"

func (f *commitmentFinder) read(sentence string) *sentenceReader {
	r := newSentenceReader(sentence, f.cast)
	r.period = f.doc.Period
	return r
}

// leadsIn tells whether a sentence ends as one that a list goes on with: "Distriktet ska:", "Styrelsen ges i uppdrag att".
func leadsIn(s string) bool {
	return strings.HasSuffix(s, ":") || !terminal(s) && (oneOf(lastWord(s), `att ska skall`) || hasFinite(s))
}

// listFollows tells whether bullets come after the paragraph of sentence i, which is its last.
func (f *commitmentFinder) listFollows(i int) bool {
	return i+1 < len(f.doc.Nodes) && f.doc.Nodes[i+1].Kind == BulletNode
}

// hasItems tells whether bullet p has bullets below it.
func (f *commitmentFinder) hasItems(p int) bool {
	for i := p + 1; i < len(f.doc.Nodes); i++ {
		switch f.doc.Nodes[i].Kind {
		case SentenceNode:
		case BulletNode:
			return f.doc.Nodes[i].Parent == p
		default:
			return false
		}
	}
	return false
}

// leadIn keeps a sentence that a list goes on with. It is itself no commitment: its items are.
func (f *commitmentFinder) leadIn(i int) (Finding, bool) {
	f.lead, f.doing = "", namesDoing(f.doc.Nodes[i].Text)
	text := strings.TrimSuffix(f.doc.Nodes[i].Text, ":")
	if runes(text) <= maxLead {
		f.lead = text
	}
	return Finding{}, false
}

// closedLead tells whether a lead-in says all that it has to say, "Så gör vi", so that a whole sentence after it does not
// go on with it.
func closedLead(s string) bool {
	ws := lowerWords(s)
	if k := slices.IndexFunc(ws, func(w string) bool { return oneOf(w, `under inför fram i`) }); k > 1 && len(ws)-k <= 5 && !slices.ContainsFunc(ws[k:], func(w string) bool { return verbForms[w].present || oneOf(w, `att ska skall`) }) {
		ws = ws[:k] // "Det här gör vi under året"
	}
	if len(ws) == 0 || oneOf(ws[len(ws)-1], `att ska skall`) || modalWords[ws[len(ws)-1]].weight > 0 {
		return false
	}
	text := strings.Join(ws, " ")
	for _, t := range [...]string{"gör vi", "arbetar vi", "jobbar vi", "når vi", "gäller", "följande", "detta görs", "så här"} {
		if strings.HasSuffix(text, t) {
			return true
		}
	}
	return false
}

// joined reads an item together with what leads in its list: "Distriktet ska" and "ordna kurser".
func (f *commitmentFinder) joined(item string) (*sentenceReader, verdict, bool) {
	r := f.read(continued(f.lead, item))
	v, ok := r.judge()
	return r, v, ok
}

// elliptic reads sentences without subject: "Ta fram en plan.", "Att anordna kurser", "Fortsatt stöd till klubbarna".
func (r *sentenceReader) elliptic(bullet, doingList bool) (verdict, bool) {
	i := 0
	if slices.ContainsFunc(r.lower, func(w string) bool { return oneOf(w, `dig du ni din dina`) }) {
		return verdict{}, false // addressed to the reader
	}
	if r.at(i) == "att" {
		i++
	}
	for i < min(3, len(r.lower)) && (adverbs[r.lower[i]] || strings.HasSuffix(r.lower[i], "ligt")) && !r.forms[i].infin {
		i++
	}
	if i >= len(r.lower) {
		return verdict{}, false
	}
	f := r.withParticle(i, r.forms[i])
	v := verdict{kind: "list"}
	v.how, v.verb, v.content, v.form, v.end = inList, i, i, f, len(r.lower)
	v.who, v.agent = actor{kind: nobody}, actor{kind: nobody}
	switch {
	case f.infin && !f.passive && (f.class == doing || f.class == furthering || f.class == changing) && (bullet || r.noMain()):
		v.points = promised + 1
		v.found = r.phrase(0, min(i+2, len(r.words)))
	case doingList && r.noMain():
		v.points = promised
		v.found = r.phrase(0, min(3, len(r.words)))
	default:
		return verdict{}, false
	}
	return v, true
}

func (r *sentenceReader) noMain() bool { return !slices.Contains(r.sub, mainVerb) }

func (f *commitmentFinder) found(i int, r *sentenceReader, v verdict, lead string) Finding {
	n := &f.doc.Nodes[i]
	g := Finding{
		Kind: Commitment, Sentence: n.Text, Hash: HashSentence(n.Text), Document: f.index, Node: i, SectionPath: f.path(),
		Heading: lead, FromLine: n.FromLine, ToLine: n.ToLine,
		Responsible: r.responsible(v), Wording: r.wordingOf(v),
	}
	g.Measure = r.measureOf(v)
	g.Class = r.classOf(v, g.Measure)
	g.Reason = r.reason(v, lead)
	return g
}

func (f *commitmentFinder) path() []string {
	path := []string{}
	for i := f.heading; i >= 0; i = f.doc.Nodes[i].Parent {
		n := &f.doc.Nodes[i]
		if n.Kind != ChapterNode && n.Kind != SectionNode || n.Parent >= 0 && i == f.heading && (n.Goals || strings.HasSuffix(n.Text, ":") || doingHeadings[strings.ToLower(n.Text)]) {
			continue // "Mål", "Åtgärder" say nothing about where
		}
		path = append(path, n.Text)
	}
	slices.Reverse(path)
	return path
}

// responsible is who a sentence makes responsible, in its own words; empty when it says only "vi" or nothing.
func (r *sentenceReader) responsible(v verdict) string {
	who := v.who
	if v.passive && v.form.class == doing && v.how != charged && v.how != answers {
		who = actor{} // to whom it is done
	}
	if who.kind == unknownActor && v.kind == "clause" && !v.passive && v.form.class == doing && who.to > who.from && who.to <= len(r.words) && acts(r.lower[who.to-1]) {
		return r.fullName(who, v) // "Kulturskolan erbjuder"
	}
	for _, a := range [...]actor{v.agent, who} {
		if a.to > a.from && a.to <= len(r.words) && oneOf(r.lower[a.from], `alla all samtliga varje`) && (a.kind == role || a.kind == members) {
			continue // of whom something is to be true
		}
		switch a.kind {
		case organisation, body, role, units, wider:
			if a.to > a.from && a.to <= len(r.words) && !r.counts(a) && !oneOf(r.lower[a.from], `ingen inget inga`) {
				if a.to == a.from+1 && v.kind == "important" && r.genitive(a.from) {
					return strings.TrimSuffix(r.words[a.from], "s")
				}
				return r.fullName(a, v)
			}
		}
	}
	if v.passive && v.agent.kind == nobody || v.kind == "there" || v.kind == "goal" {
		if a := r.relativeActor(v); a.to > a.from {
			return r.fullName(a, v)
		}
	}
	return ""
}

// acts tells whether a word, in the definite, may be a part of an organisation or some of its people, and is no abstract
// noun.
func acts(w string) bool {
	if !definite(w) || len(w) < 6 {
		return false
	}
	for _, e := range [...]string{"ningen", "ningarna", "heten", "heterna", "ionen", "ionerna", "skapet", "elsen", "andet", "endet", "ismen", "turen", "iken", "dagen", "veckan", "dagarna", "året", "mötet", "målet"} {
		if strings.HasSuffix(w, e) {
			return false
		}
	}
	return true
}

// fullName is who an actor is with what says where and of what, as it stands in the text: "Enhetschefen för
// biblioteken", "styrelsen, valledningen och kansliet".
func (r *sentenceReader) fullName(a actor, v verdict) string {
	for a.from < a.to-1 && oneOf(r.lower[a.from], `såväl både en ett antingen även också`) {
		a.from++
	}
	for a.to < len(r.words) && unicode.IsUpper(firstRune(r.words[a.to])) && !r.stop[a.to-1] { // "Nordanpartiet Älvdistriktet"
		a.to++
	}
	end := 0 // the next verb
	switch {
	case a.to <= v.verb:
		end = v.verb
	case v.content > a.to:
		end = v.content
	}
	if end-a.to > 1 && end-a.to <= 6 && oneOf(r.lower[a.to], `i inom för av från`) && !slices.Contains(r.stop[a.to-1:end], true) && !slices.ContainsFunc(r.lower[a.to:end], func(w string) bool { return adverbs[w] || w == "som" || w == "att" }) {
		a.to = end
	}
	at := 0
	from := -1
	for k := range a.to { // the words are in the text in this order
		i := strings.Index(r.text[at:], r.words[k])
		if i < 0 {
			return r.phrase(a.from, a.to)
		}
		if at += i; k == a.from {
			from = at
		}
		at += len(r.words[k])
	}
	if from < 0 {
		return r.phrase(a.from, a.to)
	}
	return collapse(r.text[from:at])
}

// counts tells whether an actor is a number or share of some: nobody in particular.
func (r *sentenceReader) counts(a actor) bool {
	for k := a.from; k < a.to; k++ {
		if oneOf(r.lower[k], `procent hälften minst`) || strings.ContainsAny(r.lower[k], "0123456789%") || fraction(r.lower[k]) > 0 || numberWords[r.lower[k]] > 0 && r.at(k+1) == "av" {
			return true
		}
	}
	return false
}

// wordingOf says whether a promise is negative or soft.
func (r *sentenceReader) wordingOf(v verdict) string {
	if _, _, rule := r.without(v); rule {
		return "negative"
	}
	if _, all := r.wording.none(); !all && r.negated(v) {
		return "negative"
	}
	text := strings.ToLower(r.text) + " "
	if v.how.soft {
		return "soft"
	}
	for k := v.verb; k < min(v.content+1, len(r.lower)); k++ {
		if oneOf(r.lower[k], `försöka eftersträva eftersträvas söka`) && (k < v.content || r.lower[k] != "söka") {
			return "soft"
		}
		if r.lower[k] == "gärna" && k <= v.verb+2 {
			return "soft"
		}
	}
	for _, s := range softWords {
		if strings.Contains(text, s) {
			return "soft"
		}
	}
	return ""
}

// negated tells whether it is said what will not be done.
func (r *sentenceReader) negated(v verdict) bool {
	if strings.HasPrefix(v.form.infinitive, "avstå") {
		return true
	}
	if strings.HasPrefix(v.form.infinitive, "upphöra") {
		_, due := r.times()
		return due == "" // by a day it is something to do
	}
	if v.kind == "goal" {
		return false
	}
	for k := v.verb; k < min(v.content+4, len(r.lower)); k++ {
		if r.open[k] > v.verb && r.lower[r.open[k]] == "som" {
			break // "alla som inte har betalat"
		}
		if negations[r.lower[k]] && !oneOf(r.at(k+1), `minst bara endast enbart`) {
			return true
		}
	}
	for k := v.who.from; k < min(v.who.to, len(r.lower)); k++ {
		if oneOf(r.lower[k], `inga inget ingen`) {
			return v.who.to-v.who.from > 1
		}
	}
	if v.who.to > v.who.from && v.who.from > 0 && oneOf(r.at(v.who.from-1), `inga inget ingen`) {
		return true
	}
	return v.verb < len(r.lower) && negations[r.at(v.verb-1)]
}

// reason says in Swedish which words made a sentence a commitment.
func (r *sentenceReader) reason(v verdict, lead string) string {
	var b strings.Builder
	switch v.kind {
	case "important":
		fmt.Fprintf(&b, "Texten säger att något behöver göras: ”%s”.", v.found)
	case "goal":
		fmt.Fprintf(&b, "Texten säger vad målet eller uppgiften är: ”%s”.", v.found)
	case "there":
		fmt.Fprintf(&b, "Texten säger hur det ska vara: ”%s”.", v.found)
	case "list":
		fmt.Fprintf(&b, "Står som något att göra: ”%s”.", v.found)
	default:
		fmt.Fprintf(&b, "Texten säger ”%s”.", v.found)
		if who := named[v.who.kind]; who != "" {
			fmt.Fprintf(&b, " Det gäller %s.", who)
		}
		if v.chosen {
			b.WriteString(" Meningen lovar mer än en sak. Den som går att räkna eller har ett datum är vald.")
		}
	}
	if lead != "" {
		return fmt.Sprintf("Punkt i listan efter ”%s:”. ", short(lead)) + b.String()
	}
	return b.String()
}
