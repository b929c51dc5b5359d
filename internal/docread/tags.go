package docread

import (
	"bufio"
	"bytes"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/planimport"
)

// Many programs write into a PDF file which of its text is a heading, a paragraph or an item of a list, for people who
// hear it read ("tagged PDF"). That is better than any guess, where it is there and makes sense.

// A tagged block is a paragraph of such a structure.
type tagged struct {
	role   string // P, H1 to H6, LI, TOCI, or "" for text outside of any
	depth  int    // of lists around it
	quote  bool   // within a quotation
	pieces []fragment
}

// A fragment is a part of a block's text. Some versions of the program lose what follows a joined letter, up to the next
// line; a piece that ends with one is cut.
type fragment struct {
	letters string // only letters and digits, in small letters
	cut     bool
}

func (b *tagged) letters() (n int) {
	for _, p := range b.pieces {
		n += len(p.letters)
	}
	return n
}

// readTags reads what pdfinfo -struct-text says: elements indented by their depth, text in quotation marks.
func readTags(out []byte) []tagged {
	type open struct {
		indent int
		name   string
		block  int // index of the block that text within goes to, -1 for none
	}
	var (
		blocks []tagged
		stack  []open
	)
	s := bufio.NewScanner(bytes.NewReader(out))
	s.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for s.Scan() {
		line := s.Text()
		body := strings.TrimLeft(line, " ")
		indent := len(line) - len(body)
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		if strings.HasPrefix(body, `"`) {
			at := -1
			if n := len(stack); n > 0 {
				at = stack[n-1].block
			}
			if at < 0 {
				blocks = append(blocks, tagged{})
				at = len(blocks) - 1
				if n := len(stack); n > 0 {
					stack[n-1].block = at
				}
			}
			b := &blocks[at]
			if n := len(b.pieces); n == 0 || b.pieces[n-1].cut {
				b.pieces = append(b.pieces, fragment{})
			}
			p := &b.pieces[len(b.pieces)-1]
			p.letters += onlyLetters(body)
			r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(body, `" `))
			p.cut = r >= 'ﬀ' && r <= 'ﬆ'
			continue
		}
		name := body
		if i := strings.IndexAny(name, " :<"); i >= 0 {
			name = name[:i]
		}
		if name == "" || name[0] == '/' || len(stack) > 100 {
			continue
		}
		e := open{indent: indent, name: name, block: -1}
		lists, item, quote := 0, -1, name == "BlockQuote"
		for i := range stack {
			switch stack[i].name {
			case "L":
				lists++
			case "LI":
				item = i
			case "BlockQuote":
				quote = true
			}
		}
		if n := len(stack); n > 0 {
			e.block = stack[n-1].block
		}
		switch name {
		case "P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TOCI", "TD", "TH", "Note", "BlockQuote", "Title":
			blocks = append(blocks, tagged{role: name, depth: lists, quote: quote})
			e.block = len(blocks) - 1
			if item >= 0 {
				// A paragraph within an item is the item's text when nothing but the mark came before it.
				if own := stack[item].block; own >= 0 && blocks[own].letters() < 4 && own == len(blocks)-2 {
					blocks[own+1] = tagged{}
					blocks, e.block = blocks[:own+1], own
				}
			}
		case "LI":
			blocks = append(blocks, tagged{role: name, depth: lists, quote: quote})
			e.block = len(blocks) - 1
		case "NonStruct", "Div", "Sect", "Part", "Art", "Document", "Span":
			// Text right within these is a block of its own, unless they are within one.
		case "L", "Table", "TR", "TBody", "THead", "TOC":
			e.block = -1
		}
		stack = append(stack, e)
	}
	return blocks
}

var ligature = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl")

// onlyLetters makes texts equal that differ in spaces, hyphens and signs.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, ligature.Replace(s))
}

// applyTags tells the lines which blocks they belong to. It leaves them as they are when the structure does not fit
// the text, or is not one: programs write a paragraph for every line, or one for a page.
func applyTags(lines []planimport.Line, blocks []tagged) {
	var all strings.Builder
	var pieces []fragment
	var ends, owner []int // where each piece ends in all, and its block
	for i, b := range blocks {
		for _, p := range b.pieces {
			all.WriteString(p.letters)
			pieces, ends, owner = append(pieces, p), append(ends, all.Len()), append(owner, i)
		}
	}
	text := all.String()
	pieceAt := func(at int) int { return sort.SearchInts(ends, at+1) }
	starts := func(at int) bool {
		i := pieceAt(at)
		return at == 0 || i < len(pieces) && at == ends[i]-len(pieces[i].letters)
	}
	of := make([]int, len(lines)) // block and one, 0 for none
	at, found, total, before := 0, 0, 0, -1
	searches := 0 // through all of the text, which are slow
	for i := range lines {
		key := onlyLetters(lines[i].Text)
		if key == "" || lines[i].Look.Aside != "" || lines[i].Look.Size == 0 {
			continue
		}
		total += len(key)
		// What was lost at a joined letter follows it, up to the next block that is known.
		begun := false
		for cur := pieceAt(at); cur < len(pieces) && cur < pieceAt(at)+3; cur++ {
			rest := text[max(at, ends[cur]-len(pieces[cur].letters)):ends[cur]]
			if pieces[cur].cut && len(rest) >= 3 && strings.HasPrefix(key, rest) {
				found += len(key)
				of[i], at, before, begun = owner[cur]+1, ends[cur], cur, true
				break
			}
		}
		if begun {
			continue
		}
		const window = 6000
		k := strings.Index(text[at:min(len(text), at+window)], key)
		if k < 0 || k > 0 && len(key) < 12 && !starts(at+k) {
			if len(key) >= 12 {
				searches++
			}
			if k = -at - 1; len(key) >= 12 && searches < 400 {
				k = strings.Index(text, key) - at
			}
			if k < -at || len(key) < 12 || strings.LastIndex(text, key) != at+k {
				if before >= 0 && pieces[before].cut {
					found += len(key)
					of[i] = owner[before] + 1
				}
				continue
			}
		}
		found += len(key)
		before = pieceAt(at + k + len(key) - 1)
		of[i] = owner[pieceAt(at+k)] + 1
		at += k + len(key)
	}
	if total == 0 || found*100 < total*85 {
		return
	}
	// Paragraphs that break off in the middle of a sentence are lines.
	broken, joints := 0, 0
	last := -1
	for i := range lines {
		if lines[i].Text == "" || of[i] == 0 {
			continue
		}
		if last >= 0 {
			joints++
			if of[last] != of[i] && unicode.IsLower(firstLetter(lines[i].Text)) && !strings.ContainsAny(lines[last].Text[len(lines[last].Text)-1:], ".:!?") {
				broken++
			}
		}
		last = i
	}
	if broken*8 > joints {
		return
	}
	before = 0
	for i := range lines {
		if of[i] == 0 {
			continue
		}
		b := &blocks[of[i]-1]
		l := &lines[i].Look
		if b.role == "TD" || b.role == "TH" || b.letters() > 6000 {
			continue
		}
		l.Block, l.Quote, l.List = of[i], b.quote, 0
		switch {
		case len(b.role) == 2 && b.role[0] == 'H':
			l.Heading = int(b.role[1] - '0')
		case b.role == "Title":
			l.Title = true
		case b.role == "TOCI":
			l.Contents = true
		case b.role == "LI" && of[i] != before:
			l.List = max(b.depth, 1)
		}
		before = of[i]
	}
}

func firstLetter(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
