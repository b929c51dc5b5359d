package htmlcheck

import (
	"slices"
	"strings"
	"testing"
)

// A Page is a page, or a part of one, as somebody meets it. Texts are compared with every run of white space, no-break
// spaces too, as one space. What a test looks for and does not find stops the test and says what is there instead;
// what it claims and is not so fails it.
type Page struct {
	t    testing.TB
	doc  *document
	root *elem
}

// Parse reads a page.
func Parse[T ~string | ~[]byte](t testing.TB, body T) *Page {
	d := parse(string(body))
	return &Page{t, d, d.root}
}

// Valid fails the test with everything that [Validate] finds in the whole page.
func (p *Page) Valid() {
	p.t.Helper()
	for _, s := range p.doc.validate(true) {
		p.t.Error(s)
	}
}

func (p *Page) part(e *elem) *Page { return &Page{p.t, p.doc, e} }

// Text returns what can be seen of the page.
func (p *Page) Text() string { return p.doc.seen(p.root) }

// Title returns the title of the window.
func (p *Page) Title() string {
	for _, e := range p.doc.root.find("title") {
		if e.closest("svg") == nil {
			return p.doc.seen(e)
		}
	}
	return ""
}

// H1 returns the text of the main heading, "" when there is none.
func (p *Page) H1() string {
	for e := range p.root.all() {
		if e.heading() == 1 {
			return p.doc.read(e)
		}
	}
	return ""
}

// Headings returns the texts of the headings of a level.
func (p *Page) Headings(level int) (texts []string) {
	for e := range p.root.all() {
		if e.heading() == level && !e.underHidden() {
			texts = append(texts, p.doc.read(e))
		}
	}
	return texts
}

// Heading claims that there is a heading of the level with the text.
func (p *Page) Heading(level int, text string) {
	p.t.Helper()
	if have := p.Headings(level); !slices.Contains(have, squeeze(text)) {
		p.t.Errorf("no heading %d %q; there are %q", level, text, have)
	}
}

func (p *Page) says(text string) bool {
	text = squeeze(text)
	return strings.Contains(p.doc.seen(p.root), text) || strings.Contains(p.doc.read(p.root), text)
}

// HasText claims that every one of the texts can be read.
func (p *Page) HasText(texts ...string) {
	p.t.Helper()
	for _, s := range texts {
		if !p.says(s) {
			p.t.Errorf("no text %q in: %s", s, p.excerpt())
		}
	}
}

// NoText claims that none of the texts can be read.
func (p *Page) NoText(texts ...string) {
	p.t.Helper()
	for _, s := range texts {
		if p.says(s) {
			p.t.Errorf("text %q is in: %s", s, p.excerpt())
		}
	}
}

func (p *Page) excerpt() string {
	r := []rune(p.Text())
	if len(r) > 1500 {
		r = append(r[:1500], '…')
	}
	return string(r)
}

// A Link is a link as read and where it leads.
type Link struct{ Text, Href string }

// Links returns the links in document order.
func (p *Page) Links() (links []Link) {
	for _, e := range p.root.find("a") {
		if href, ok := e.get("href"); ok && !e.underHidden() {
			links = append(links, Link{p.doc.name(e), href})
		}
	}
	return links
}

// Link returns where the link with the text leads. Several links with one text must lead to one place.
func (p *Page) Link(text string) (href string) {
	p.t.Helper()
	found := false
	var have []string
	for _, l := range p.Links() {
		have = append(have, l.Text)
		if l.Text != squeeze(text) {
			continue
		}
		if found && l.Href != href {
			p.t.Fatalf("link %q leads both to %s and to %s", text, href, l.Href)
		}
		found, href = true, l.Href
	}
	if !found {
		p.t.Fatalf("no link %q; there are %q", text, have)
	}
	return href
}

// NoLink claims that no link has the text.
func (p *Page) NoLink(text string) {
	p.t.Helper()
	for _, l := range p.Links() {
		if l.Text == squeeze(text) {
			p.t.Errorf("there is a link %q to %s", text, l.Href)
		}
	}
}

// Buttons returns the names of the buttons.
func (p *Page) Buttons() (names []string) {
	for e := range p.root.all() {
		if isButton(e) && !e.underHidden() {
			names = append(names, p.doc.name(e))
		}
	}
	return names
}

// HasButton claims that there is a button with the name.
func (p *Page) HasButton(name string) {
	p.t.Helper()
	if have := p.Buttons(); !slices.Contains(have, squeeze(name)) {
		p.t.Errorf("no button %q; there are %q", name, have)
	}
}

// NoButton claims that there is no button with the name.
func (p *Page) NoButton(name string) {
	p.t.Helper()
	if slices.Contains(p.Buttons(), squeeze(name)) {
		p.t.Errorf("there is a button %q", name)
	}
}

func isButton(e *elem) bool {
	if e.tag == "button" || e.attr("role") == "button" {
		return true
	}
	return e.tag == "input" && slices.Contains([]string{"submit", "button", "reset", "image"}, e.typ())
}

// Status returns the news of the page: what is in its elements with role status.
func (p *Page) Status() string { return p.byRole("status") }

// Alert returns what is in the elements with role alert.
func (p *Page) Alert() string { return p.byRole("alert") }

func (p *Page) byRole(role string) string {
	var parts []string
	for e := range p.root.all() {
		if e.attr("role") == role && !e.underHidden() {
			parts = append(parts, p.doc.read(e))
		}
	}
	return squeeze(strings.Join(parts, " "))
}

// HasStatus claims that the news of the page have the text.
func (p *Page) HasStatus(text string) {
	p.t.Helper()
	if s := p.Status(); !strings.Contains(s, squeeze(text)) {
		p.t.Errorf("status is %q, want %q in it", s, text)
	}
}

// ErrorSummary returns the items of the list of complaints on top of a form: of the group or alert whose name ends
// with "behöver rättas". It is empty when there is no such group.
func (p *Page) ErrorSummary() (complaints []string) {
	for e := range p.root.all() {
		if !strings.HasSuffix(p.label(e), "behöver rättas") {
			continue
		}
		for _, li := range e.find("li") {
			complaints = append(complaints, p.doc.read(li))
		}
		return complaints
	}
	return nil
}

// Current returns the texts of what is marked as the current place.
func (p *Page) Current() (texts []string) {
	for e := range p.root.all() {
		if v := e.attr("aria-current"); v != "" && v != "false" {
			texts = append(texts, p.doc.name(e))
		}
	}
	return texts
}

var regions = setOf("section nav aside article form fieldset dialog figure details main search")

var regionRoles = setOf("region group navigation search dialog alertdialog alert article list radiogroup complementary form")

// label returns what a region is called: its accessible name, or else its first heading; "" for what is no region.
func (p *Page) label(e *elem) string {
	role := e.attr("role")
	if !regions[e.tag] && !regionRoles[role] {
		return ""
	}
	if e.attr("aria-label") != "" || e.attr("aria-labelledby") != "" || e.tag == "fieldset" || e.tag == "figure" || e.tag == "details" {
		return p.doc.name(e)
	}
	for k := range e.all() {
		if k.heading() > 0 {
			return p.doc.read(k)
		}
	}
	return ""
}

// Region returns the part of the page that is called name: a section, navigation, fieldset, dialog and the like, by
// its label, legend, summary or first heading. Of several inside each other it is the innermost.
func (p *Page) Region(name string) *Page {
	p.t.Helper()
	var found *elem
	var have []string
	for e := range p.root.all() {
		label := p.label(e)
		if label == "" || e.underHidden() {
			continue
		}
		have = append(have, label)
		if label == squeeze(name) && (found == nil || e.within(found)) {
			found = e
		}
	}
	if found == nil {
		p.t.Fatalf("no region %q; there are %q", name, have)
	}
	return p.part(found)
}

// Main returns the main part of the page.
func (p *Page) Main() *Page {
	p.t.Helper()
	found := p.root.find("main")
	if len(found) != 1 {
		p.t.Fatalf("there are %d main parts", len(found))
	}
	return p.part(found[0])
}

// ByID returns the element with an id, for what an address with a fragment leads to.
func (p *Page) ByID(id string) *Page {
	p.t.Helper()
	e := p.doc.ids[id]
	if e == nil || !e.within(p.root) {
		p.t.Fatalf("nothing has the id %q", id)
	}
	return p.part(e)
}

// Attr returns an attribute of the element that this part of the page is, "" when it is missing.
func (p *Page) Attr(key string) string { return p.root.attr(key) }

// Items returns the texts of the items of the page's lists, a list inside an item being part of it.
func (p *Page) Items() (texts []string) {
	for _, li := range p.root.find("li") {
		if outer := li.closest("li"); outer != nil && outer.within(p.root) && outer != p.root || li.underHidden() {
			continue
		}
		texts = append(texts, p.doc.read(li))
	}
	return texts
}

// Terms returns the pairs of the page's description lists by term.
func (p *Page) Terms() map[string]string {
	terms := map[string]string{}
	term := ""
	for _, e := range p.root.find("dt", "dd") {
		switch {
		case e.tag == "dt":
			term = p.doc.read(e)
		case terms[term] == "":
			terms[term] = p.doc.read(e)
		default:
			terms[term] += " " + p.doc.read(e)
		}
	}
	return terms
}
