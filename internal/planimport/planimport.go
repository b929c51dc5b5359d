// Package planimport reads the text of an adopted plan and proposes what it promises: its outline, with paragraphs
// rejoined and hyphenation repaired, its formal goals, and the commitments that its running text makes, each with a
// measure that a person may accept or change.
//
// It owns the rules by which text becomes an outline and findings. It is pure: bytes or lines in, values out, the same
// for the same input; it imports nothing of ours, reads no file, asks no clock and must not know how anything is
// stored or shown. Nothing that it finds is a goal before a person has approved it.
//
// The way through it is
//
//	text, err := planimport.ReadText(data, planimport.Limits{})  // decode: encodings, line ends, limits
//	starts := planimport.GuessDocuments(text)                    // where documents seem to start; people may change it
//	src, err := planimport.Parse(text, planimport.Options{Starts: starts})
//	err = planimport.WriteJSON(w, src)
//
// Parse without Starts uses the guess. Readers of other formats (Word, PDF) make a [Text] of their own and enter at
// GuessDocuments; what their format knows beyond letters is in [Line.Look], and is believed before any guess.
//
// # What counts as what
//
// A formal goal is a bullet (any bullet character or list number) under a heading that names goals ("Målsättning för
// verksamhetsperioden", "Våra mål", "Det vill vi uppnå" and the like), after a lead-in such as "Vi har följande mål:",
// or the text after an inline label ("Mål 2: ..."). Copied text often loses its bullets, so that single sentences in
// a row right under such a heading count as well, and the reason says so. The list ends at the next heading that does
// not name goals, and at labels such as "Aktiviteter:". The sentence is the adopted wording: the bullet mark is gone,
// line breaks and hyphenation at line ends are mended, everything else stands as it was, misspellings too.
//
// A commitment is a sentence, in a paragraph or in a bullet that is no formal goal, in which the organisation or one of
// its bodies undertakes something, so that one can ask a year later whether it was done or is so. The rules know
// Swedish and no plan: sentences are read for who acts (commitment_who.go, commitment_subject.go), how firmly and with
// what verb (commitment_how.go, commitment_clause.go, commitment_modal.go), and weighed by few and named points (commitment_judge.go).
// Quotations, reports of what was, questions, opinions, demands on society, statutes and descriptions stay text. Items
// of a list are read together with what leads in the list ("Distriktet ska:"), and under headings such as
// "Aktiviteter" or "Så gör vi" also items without a verb. Wording is "negative" when it is said what will not be done,
// "soft" after "bör", "kan", "vill", "det är viktigt att" and the like.
//
// The class of a commitment is one of
//
//	goal             something to reach: "Målet är att ...", a number of members
//	recurring        done again and again, or support that is given all the time
//	training, meeting, campaign
//	organisation     how the organisation orders and follows itself: who is appointed, decides, leads, reports
//	material         documents, programmes, leaflets, mailings, the web
//	policyDirection  what is worked for, how something is to be
//
// How well this does is in labels_test.go, against what careful readers listed before there were any rules: on the
// district's plan 99 % found, 98 % of the proposals right, all in the right section and 99 % with a sensible class and
// kind of measure. On twenty-three plans that the rules had not met the first figures were 66–100 % found, 72–98 % right,
// and 48–87 % with a sensible class and kind of measure; on the last two, when the rules knew all the others, 97–98 %
// found, 94–97 % right and 84–85 % sensible.
//
// # JSON
//
// [WriteJSON] writes one JSON array with one object per finding, in the order of the text:
//
//	kind          "formal" or "commitment"
//	sentence      the exact sentence
//	document      title of the document
//	section_path  headings from the outermost to the innermost, without the goal heading itself where it has a parent
//	class         "goal" for formal goals, else one of those above
//	responsible   the body that undertakes it, in the words of the sentence, or null
//	period        null, or {"not_before": date|null, "deadline": date|null}, dates as 2018-09-10
//	wording       null, "negative" or "soft"
//	measure       the proposed measure: {"kind", "target", "target_unit", "per", "each", "population", "unit_kinds",
//	              "post", "posts", "contents"}; a frequency with a target and no period is "vartannat år" and the like;
//	              each is null, or {"count", "per"} for a coverage of those who each do something so many times:
//	              "varje förening håller minst fyra möten per år" is 100 percent, each 4 per calendarYear. Shares are
//	              percent ("tre av fem": 60), a number of units is a count ("30 av föreningarna": 30), sums of money
//	              and numbers with decimals give no target and stand in the reason
//	reason        why it is a finding and why this measure is proposed, in Swedish
//
// Unknown values are null, unknown lists empty.
package planimport

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// A Text is a plan as lines, before anything is understood: what [ReadText] makes of a text file, and what readers of
// other formats make of theirs.
type Text struct {
	Lines    []Line
	Form     Form   // how the lines came about
	Encoding string // how the bytes were read, e.g. "utf-8", "windows-1252", "docx"; for people
}

// A Line is one line of a document as it was laid out.
type Line struct {
	No        int    // number of the line in the file, from 1; several Lines may share one
	Text      string // without line end and outer space; inner runs of space and tabs are kept, they are layout
	Indent    int    // columns before the text, a tab reaching to the next multiple of eight
	PageBreak bool   // the line is the first of a new page
	Look      Look   // what the format says about the line; zero in text files
}

// A DocumentKind says what a document is to the organisation.
type DocumentKind string

// The kinds of document.
const (
	OperationalPlan  DocumentKind = "operationalPlan"  // verksamhetsplan and its relatives
	ElectionStrategy DocumentKind = "electionStrategy" // valstrategi
	OtherDocument    DocumentKind = "other"
)

// A Period is the time that a document covers, or seems to. Dates are written 2006-01-02; an empty one is unknown.
// Both days are included.
type Period struct{ First, Last string }

// A DocumentStart says where a document starts in the source and what it is. GuessDocuments proposes them, people
// decide. Empty Title, Kind and Period mean "as the text says".
type DocumentStart struct {
	Line   int // number of its first line, see [Line.No]
	Title  string
	Kind   DocumentKind
	Period Period
	Reason string // why it was proposed, in Swedish; ignored by Parse
}

// Options is what a person knows about the source.
type Options struct {
	// Starts says where documents start, in rising order; lines before the first are left out. Nil means: guess.
	Starts []DocumentStart
	// GoalHeadings are headings of this plan, besides the usual wordings, under which bullets are formal goals.
	GoalHeadings []string
}

// A Source is what was understood of one file.
type Source struct {
	Documents []Document
	Findings  []Finding // in the order of the text
	Left      []LeftOut // in the order of the text
}

// A LeftOut is a line that is no part of the text of any document, kept so that a person can see that nothing was lost.
type LeftOut struct {
	Line int
	Text string
	Why  LeftOutReason
}

// A LeftOutReason says why a line is not in the outline.
type LeftOutReason string

// The reasons to leave a line out.
const (
	PageNumber      LeftOutReason = "pageNumber"
	RunningHeader   LeftOutReason = "runningHeader"   // a header or footer that pages repeat
	RepeatedHeading LeftOutReason = "repeatedHeading" // a heading said again after a page break
	Rule            LeftOutReason = "rule"            // a line of dashes and the like
	BeforeDocuments LeftOutReason = "beforeDocuments" // before the first document, see [Options.Starts]
	Footnote        LeftOutReason = "footnote"
	PageControl     LeftOutReason = "pageControl" // a button, link or trail of a web page that was copied whole
)

// A Document is one of the documents in a source.
type Document struct {
	Title        string       // as its title line says, or the name of its kind
	TitleGuessed bool         // no title line was found
	Kind         DocumentKind // as said in [DocumentStart], else guessed
	Period       Period       // as said, else guessed; often unknown
	StartLine    int
	EndLine      int
	Nodes        []Node // in the order of the text
}

// A NodeKind says what part of a text a node is.
type NodeKind string

// The kinds of node. Sentences are children of paragraphs, bullets and quotes and repeat their text in parts.
const (
	TitleNode     NodeKind = "title"
	ChapterNode   NodeKind = "chapter" // heading of level 1
	SectionNode   NodeKind = "section" // heading of a lower level
	ParagraphNode NodeKind = "paragraph"
	BulletNode    NodeKind = "bullet"
	QuoteNode     NodeKind = "quote"    // quoted text, e.g. from the party's programme
	ContentsNode  NodeKind = "contents" // a line of a table of contents
	SentenceNode  NodeKind = "sentence"
)

// A Node is one part of a document.
type Node struct {
	Kind        NodeKind
	Level       int    // of headings and bullets, from 1; 0 for other kinds
	Text        string // as adopted, mended, with single spaces; headings keep their number, bullets lose their mark
	Marker      string // what was taken off the front: bullet, list number, "#", or a label such as "Mål:"
	Attribution string // of quotes: the line that says where they come from
	FromLine    int
	ToLine      int
	Parent      int  // index in [Document.Nodes], -1 for none
	Goals       bool // of headings: names goals; of paragraphs: an item of a list of goals that lost its bullets
}

// A FindingKind says how a promise was found.
type FindingKind string

// Formal is a goal that the plan itself lists as one.
const Formal FindingKind = "formal"

// A Finding is a promise that the text makes.
type Finding struct {
	Kind        FindingKind
	Sentence    string // exact, mended, see the package comment
	Hash        string // see [HashSentence]
	Document    int    // index in [Source.Documents]
	Node        int    // index in that document's Nodes
	SectionPath []string
	Heading     string // the heading, label or lead-in that makes it a goal; of commitments the lead-in of their list
	FromLine    int
	ToLine      int
	Class       string // "goal" for formal goals, else one of those in the package comment
	Responsible string // the body that undertakes it, in the words of the text; empty when it says "vi" or nobody
	Wording     string // "negative": says what will not be done; "soft": "bör", "kan", "vill"; else empty
	Reason      string // why it is a finding, in Swedish
	Measure     Measure
}

// A MeasureKind is a way to follow a goal, as in package measure.
type MeasureKind string

// The kinds that are proposed. Composites are put together by people.
const (
	Coverage  MeasureKind = "coverage"  // which of these units satisfy a condition
	Frequency MeasureKind = "frequency" // how many times in each period
	Volume    MeasureKind = "volume"    // how many altogether
	Delivery  MeasureKind = "delivery"  // milestones
	Judgement MeasureKind = "judgement" // somebody's stated level
)

// A Measure is a proposal of how to follow a goal. It is always a proposal: a person decides.
type Measure struct {
	Kind MeasureKind
	// Target is what should be reached: a number in TargetUnit; nil when the text states none.
	Target     *int
	TargetUnit string // "percent" (of the population), "times", "count"; empty without target
	Per        string // of frequencies and volumes: "calendarYear", "halfYear", "quarter", "month", "week", "termOfOffice"; else empty
	// Each is, for a coverage, what every one of them should reach by itself to count, "minst fyra möten per år"; nil when
	// the text states no number.
	Each *Each `json:",omitempty"`
	// Population is who is counted, in the words of the text, empty when it says nothing.
	Population string
	// UnitKinds are the kinds of unit that Population seems to mean, as in package district; empty when unknown.
	UnitKinds []string
	// Post is, for a coverage of posts, the name of the post in the words of the text ("valansvarig"). A coverage
	// without Post has a condition that no post answers.
	Post string
	// Posts are all posts that the sentence names, Post the first of them; empty when it names none.
	Posts []string
	// Contents are what the text says that it should contain: "mötesteknik", "föreningsarbete". It stays one measure.
	Contents []string
	// Earliest and Due bound the time, as 2006-01-02; empty when the text says nothing.
	Earliest, Due string
	Reason        string // why this is proposed, in Swedish
	limited       bool   // a limit of time holds each time: it is done again and again
	sized         bool   // a size is to grow or shrink
	uneven        bool   // the text says a limit that no whole number is, so that Target is nil
}

// Why returns the reason for those who see the rest of the proposal beside it: without the name of the kind and the
// dates, "Förslaget bygger på att texten säger ”genomföra”."
func (m Measure) Why() string {
	why := m.Reason
	for _, date := range [...]string{m.Earliest, m.Due} {
		for _, word := range [...]string{" Tidigast ", " Senast "} {
			if date != "" {
				why = strings.Replace(why, word+date+" enligt texten.", "", 1)
			}
		}
	}
	if _, after, ok := strings.Cut(why, ", för att "); ok && strings.HasPrefix(why, "Förslag: ") {
		return "Förslaget bygger på att " + after
	}
	return why
}

// HashSentence identifies a sentence apart from white space: the hexadecimal SHA-256 of the sentence with every run of
// white space made one space and none at the ends.
func HashSentence(s string) string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(s), " ")))
	return hex.EncodeToString(sum[:])
}
