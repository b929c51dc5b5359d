// Package htmlcheck reads pages in tests the way people do: by role, label and text, never by class, so that a test
// says what somebody sees and survives a new look. It also finds what is wrong with the markup itself, see [Validate].
//
// It is for tests only and must not know any page of the house. It keeps to these contracts with the parts of pages:
// a field's complaint is referenced by aria-describedby or aria-errormessage and its id ends with "-error"; a label may
// end with "frivilligt"; news are in an element with role status.
package htmlcheck

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// An elem is an element or, without tag, a text. Unlike the tree of a browser nothing is moved or added: it is as the
// tags say.
type elem struct {
	tag    string
	text   string
	attrs  []html.Attribute
	parent *elem
	kids   []*elem
	pos    int // where it begins in the source
}

// A document is a parsed page with what is wrong with its tags.
type document struct {
	source   string
	root     *elem // without tag
	ids      map[string]*elem
	problems []problem
}

type problem struct {
	pos  int
	text string
}

func (d *document) report(pos int, parts ...string) {
	d.problems = append(d.problems, problem{pos, strings.Join(parts, "")})
}

func (d *document) line(pos int) string { return strconv.Itoa(1 + strings.Count(d.source[:pos], "\n")) }

// describe says where the problem is and shows the source there: a rendered page is often one long line.
func (d *document) describe(p problem) string {
	there, _, _ := strings.Cut(strings.TrimSpace(d.source[p.pos:]), "\n")
	if r := []rune(there); len(r) > 80 {
		there = string(r[:80]) + "…"
	}
	return "line " + d.line(p.pos) + ": " + p.text + " (" + there + ")"
}

func setOf(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var voids = setOf("area base br col embed hr img input link meta param source track wbr")

// parse builds the tree and reports what is wrong with doctype, nesting, closing and attributes as written.
func parse(body string) *document {
	d := &document{source: body, root: &elem{}, ids: map[string]*elem{}}
	z := html.NewTokenizer(strings.NewReader(body))
	at, pos := d.root, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := string(z.Raw())
		start := pos
		pos += len(raw)
		tok := z.Token()
		switch kind {
		case html.TextToken:
			at.kids = append(at.kids, &elem{text: tok.Data, parent: at, pos: start})
		case html.DoctypeToken:
			at.kids = append(at.kids, &elem{tag: "!doctype", text: tok.Data, parent: at, pos: start})
		case html.StartTagToken, html.SelfClosingTagToken:
			if tok.Data == "noscript" {
				z.NextIsNotRawText()
			}
			e := &elem{tag: tok.Data, attrs: tok.Attr, parent: at, pos: start}
			at.kids = append(at.kids, e)
			for _, name := range doubled(raw) {
				d.report(start, "<", e.tag, "> has the attribute ", name, " twice")
			}
			foreign := e.tag == "svg" || e.tag == "math" || e.closest("svg", "math") != nil
			switch {
			case kind == html.SelfClosingTagToken && (foreign || voids[e.tag]):
			case kind == html.SelfClosingTagToken:
				d.report(start, "<", e.tag, "/> does not close itself")
				at = e
			case !voids[e.tag]:
				at = e
			}
		case html.EndTagToken:
			at = d.close(at, tok.Data, start)
		}
	}
	for ; at != d.root; at = at.parent {
		d.report(at.pos, "<", at.tag, "> is never closed")
	}
	for e := range d.root.all() {
		if id, ok := e.get("id"); ok && d.ids[id] == nil {
			d.ids[id] = e
		}
	}
	return d
}

// close handles an end tag and returns the element that is open after it.
func (d *document) close(at *elem, tag string, pos int) *elem {
	if voids[tag] {
		d.report(pos, "</", tag, "> closes an element that has no end")
		return at
	}
	open := at
	for open != d.root && open.tag != tag {
		open = open.parent
	}
	if open == d.root {
		d.report(pos, "</", tag, "> closes nothing")
		return at
	}
	for e := at; e != open; e = e.parent {
		d.report(e.pos, "<", e.tag, "> is not closed before </", tag, ">")
	}
	return open.parent
}

// doubled returns the attribute names that a raw start tag has more than once; the tokenizer drops them.
func doubled(raw string) (names []string) {
	const space = " \t\r\n\f"
	s := strings.TrimRight(strings.TrimPrefix(raw, "<"), ">")
	if i := strings.IndexAny(s, space+"/"); i < 0 {
		return nil
	} else {
		s = s[i:]
	}
	seen := map[string]bool{}
	for {
		s = strings.TrimLeft(s, space+"/")
		if s == "" {
			return names
		}
		end := strings.IndexAny(s[1:], space+"/=")
		name, rest := s, ""
		if end >= 0 {
			name, rest = s[:end+1], s[end+1:]
		}
		name = strings.ToLower(name)
		if seen[name] {
			names = append(names, name)
		}
		seen[name] = true
		s = rest
		value, ok := strings.CutPrefix(strings.TrimLeft(s, space), "=")
		if !ok {
			continue
		}
		value = strings.TrimLeft(value, space)
		end = -1
		if value != "" && (value[0] == '"' || value[0] == '\'') {
			if end = strings.IndexByte(value[1:], value[0]); end >= 0 {
				end += 2
			}
		} else {
			end = strings.IndexAny(value, space)
		}
		if end < 0 {
			return names
		}
		s = value[end:]
	}
}

// all yields the elements below e in document order, without texts.
func (e *elem) all() iter.Seq[*elem] {
	return func(yield func(*elem) bool) { e.walk(yield) }
}

func (e *elem) walk(yield func(*elem) bool) bool {
	for _, k := range e.kids {
		if k.tag != "" && (!yield(k) || !k.walk(yield)) {
			return false
		}
	}
	return true
}

// find returns the elements below e with one of the tags.
func (e *elem) find(tags ...string) (found []*elem) {
	for k := range e.all() {
		if slices.Contains(tags, k.tag) {
			found = append(found, k)
		}
	}
	return found
}

// closest returns the nearest ancestor with one of the tags, nil when there is none.
func (e *elem) closest(tags ...string) *elem {
	for p := e.parent; p != nil; p = p.parent {
		if slices.Contains(tags, p.tag) {
			return p
		}
	}
	return nil
}

func (e *elem) within(o *elem) bool {
	for ; e != nil; e = e.parent {
		if e == o {
			return true
		}
	}
	return false
}

func (e *elem) get(key string) (string, bool) {
	for _, a := range e.attrs {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func (e *elem) attr(key string) string {
	v, _ := e.get(key)
	return v
}

func (e *elem) has(key string) bool {
	_, ok := e.get(key)
	return ok
}

// typ returns what kind of control a form element is: the type of an input or button in lower case, else its tag.
func (e *elem) typ() string {
	t := strings.ToLower(e.attr("type"))
	switch {
	case e.tag == "input" && t == "":
		return "text"
	case e.tag == "button" && t == "":
		return "submit"
	case e.tag == "input" || e.tag == "button":
		return t
	}
	return e.tag
}

// heading returns the level of a heading, 0 for any other element.
func (e *elem) heading() int {
	if len(e.tag) == 2 && e.tag[0] == 'h' && e.tag[1] >= '1' && e.tag[1] <= '6' {
		return int(e.tag[1] - '0')
	}
	if e.attr("role") == "heading" {
		n, _ := strconv.Atoi(e.attr("aria-level"))
		return n
	}
	return 0
}

// hidden tells whether neither eyes nor ears get the element's content.
func (e *elem) hidden() bool {
	switch e.tag {
	case "script", "style", "template", "head", "datalist":
		return true
	}
	return e.has("hidden")
}

func (e *elem) underHidden() bool {
	for ; e != nil; e = e.parent {
		if e.hidden() {
			return true
		}
	}
	return false
}

// seen returns the text that eyes get, read returns the one that ears get: without what is aria-hidden, with the
// words of pictures.
func (d *document) seen(e *elem) string { return d.content(e, false) }
func (d *document) read(e *elem) string { return d.content(e, true) }

func (d *document) content(e *elem, aloud bool) string {
	var b strings.Builder
	d.write(&b, e, aloud)
	return squeeze(b.String())
}

func (d *document) write(b *strings.Builder, e *elem, aloud bool) {
	for _, k := range e.kids {
		switch {
		case k.tag == "":
			b.WriteString(k.text)
			continue
		case k.tag == "!doctype" || k.hidden() || aloud && k.attr("aria-hidden") == "true":
			continue
		}
		if !inline[k.tag] {
			b.WriteByte(' ')
		}
		switch label := k.attr("aria-label"); {
		case aloud && label != "":
			b.WriteString(label)
		case aloud && k.tag == "img":
			b.WriteString(k.attr("alt"))
		default:
			d.write(b, k, aloud)
		}
		if !inline[k.tag] {
			b.WriteByte(' ')
		}
	}
}

// inline lists the elements that do not part the words around them.
var inline = setOf(`a abbr b bdi bdo cite code data del dfn em i img ins kbd mark q s samp small span strong sub sup time
	tspan u var wbr`)

// squeeze makes every run of white space, no-break spaces among it, one space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// name returns the accessible name of an element: what a screen reader calls it.
func (d *document) name(e *elem) string {
	if ids := strings.Fields(e.attr("aria-labelledby")); len(ids) > 0 {
		if s := d.texts(ids); s != "" {
			return s
		}
	}
	if s := squeeze(e.attr("aria-label")); s != "" {
		return s
	}
	switch e.tag {
	case "input", "select", "textarea", "meter", "progress", "output":
		if s := d.label(e); s != "" {
			return s
		}
		switch e.typ() {
		case "submit", "button", "reset":
			return squeeze(e.attr("value"))
		case "image":
			return squeeze(e.attr("alt"))
		}
		return squeeze(e.attr("title"))
	case "img", "area":
		return squeeze(e.attr("alt"))
	case "fieldset", "table", "figure", "svg", "details":
		part := map[string]string{"fieldset": "legend", "table": "caption", "figure": "figcaption", "svg": "title", "details": "summary"}[e.tag]
		for _, k := range e.kids {
			if k.tag == part {
				return d.read(k)
			}
		}
		return ""
	}
	if s := d.read(e); s != "" {
		return s
	}
	for k := range e.all() {
		if k.tag == "svg" && k.attr("aria-hidden") != "true" {
			if s := d.name(k); s != "" {
				return s
			}
		}
	}
	return squeeze(e.attr("title"))
}

// texts joins what the elements of the ids say.
func (d *document) texts(ids []string) string {
	var parts []string
	for _, id := range ids {
		if t := d.ids[id]; t != nil {
			parts = append(parts, d.read(t))
		}
	}
	return squeeze(strings.Join(parts, " "))
}

// label returns the text of the labels of a control.
func (d *document) label(e *elem) string {
	var parts []string
	if id := e.attr("id"); id != "" {
		for _, l := range d.root.find("label") {
			if l.attr("for") == id {
				parts = append(parts, d.read(l))
			}
		}
	}
	if l := e.closest("label"); l != nil && !l.has("for") {
		parts = append(parts, d.read(l))
	}
	s := squeeze(strings.Join(parts, " "))
	return strings.TrimSuffix(s, " frivilligt")
}
