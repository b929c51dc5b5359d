package htmlcheck

import (
	"slices"
	"strconv"
	"strings"
)

// Validate returns what is wrong with a page, each as "line 12: … (source)" in order of place; nothing when it is well made.
//
// It looks for: doctype, language, title, one main part and one main heading; elements unclosed, misnested, unknown or
// where HTML does not allow them; attributes and ids given twice; references by id that lead nowhere; forms, links and
// buttons inside each other; controls, buttons, links, pictures and tables without what names them; levels of headings
// that are jumped; and what the content security policy refuses or another host would see: inline script and style,
// handlers in attributes, script addresses, resources from elsewhere. The rules are those of the HTML standard and
// WCAG 2.2, and some of the house: every element is closed, every button says its type.
//
// [ValidateFragment] is the same for an answer that is a part of a page.
func Validate[T ~string | ~[]byte](body T) []string { return parse(string(body)).validate(true) }

// ValidateFragment is [Validate] without what only a whole page must have: doctype, language, title, main part and
// heading, and targets of references, which may be in the page around it.
func ValidateFragment[T ~string | ~[]byte](body T) []string {
	return parse(string(body)).validate(false)
}

func (d *document) validate(whole bool) []string {
	v := &document{source: d.source, root: d.root, ids: d.ids, problems: slices.Clone(d.problems)}
	if whole {
		v.checkWhole()
	}
	v.checkHeadings(whole)
	ids := map[string]*elem{}
	for e := range v.root.all() {
		if e.tag == "!doctype" {
			continue
		}
		v.checkPlace(e)
		v.checkAttributes(e)
		v.checkAddresses(e)
		if e.closest("template") != nil {
			continue
		}
		if id, ok := e.get("id"); ok {
			switch {
			case id == "" || strings.ContainsAny(id, " \t\r\n"):
				v.report(e.pos, "<", e.tag, "> has the id ", strconv.Quote(id), ", which is empty or has white space")
			case ids[id] != nil:
				v.report(e.pos, "id ", strconv.Quote(id), " is already that of <", ids[id].tag, "> in line ", v.line(ids[id].pos))
			default:
				ids[id] = e
			}
		}
		if whole {
			v.checkReferences(e)
		}
		v.checkNames(e)
	}
	slices.SortStableFunc(v.problems, func(a, b problem) int { return a.pos - b.pos })
	var out []string
	for _, p := range v.problems {
		out = append(out, v.describe(p))
	}
	return out
}

func (d *document) checkWhole() {
	first := true
	for _, k := range d.root.kids {
		if k.tag == "" && strings.TrimSpace(k.text) == "" {
			continue
		}
		if first && (k.tag != "!doctype" || !strings.EqualFold(k.text, "html")) {
			d.report(k.pos, "the page does not begin with <!DOCTYPE html>")
		}
		first = false
	}
	for _, e := range d.root.find("html") {
		if e.attr("lang") == "" {
			d.report(e.pos, "<html> has no lang")
		}
	}
	titles := slices.DeleteFunc(d.root.find("title"), func(e *elem) bool { return e.closest("svg") != nil })
	if len(titles) != 1 || d.read(titles[0]) == "" {
		d.report(0, "the page has not one <title> with text")
	}
	d.one("html")
	d.one("head")
	d.one("body")
	d.one("main")
	d.one("h1")
}

func (d *document) one(tag string) {
	found := slices.DeleteFunc(d.root.find(tag), func(e *elem) bool { return e.closest("template") != nil })
	switch {
	case len(found) == 0:
		d.report(0, "the page has no <", tag, ">")
	case len(found) > 1:
		d.report(found[1].pos, "the page has ", strconv.Itoa(len(found)), " <", tag, ">")
	}
}

func (d *document) checkHeadings(whole bool) {
	before := 0
	for e := range d.root.all() {
		level := e.heading()
		if level == 0 || e.underHidden() {
			continue
		}
		if before > 0 && level > before+1 || before == 0 && whole && level > 2 {
			d.report(e.pos, "heading ", strconv.Itoa(level), " follows heading ", strconv.Itoa(before))
		}
		before = level
		if d.read(e) == "" {
			d.report(e.pos, "<", e.tag, "> is a heading without text")
		}
	}
}

// What may stand where. The lists follow the content models of the HTML standard as far as our pages need them.
var (
	known = setOf(`html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 hgroup header
		footer address main p hr pre blockquote ol ul menu li dl dt dd figure figcaption search div a em strong small s
		cite q dfn abbr ruby rt rp data time code var samp kbd sub sup i b u mark bdi bdo span br wbr ins del picture
		source img iframe embed object video audio track map area table caption colgroup col tbody thead tfoot tr td th
		form label input button select datalist optgroup option textarea output progress meter fieldset legend details
		summary dialog script noscript template slot canvas`)
	blocks = setOf(`address article aside blockquote details dialog dd div dl dt fieldset figcaption figure footer form
		h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section table tbody td tfoot th thead tr ul`)
	phrasing = setOf(`p h1 h2 h3 h4 h5 h6 pre span em strong small s cite q dfn abbr data time code var samp kbd sub sup
		i b u mark bdi bdo label button output progress meter legend summary`)
	transparent = setOf("a ins del map noscript")
	children    = map[string]map[string]bool{
		"ul": setOf("li script template"), "ol": setOf("li script template"), "menu": setOf("li script template"),
		"dl":    setOf("dt dd div script template"),
		"table": setOf("caption colgroup thead tbody tfoot tr script template"),
		"thead": setOf("tr script template"), "tbody": setOf("tr script template"), "tfoot": setOf("tr script template"),
		"tr": setOf("td th script template"), "colgroup": setOf("col template"),
		"select": setOf("option optgroup hr script template"), "optgroup": setOf("option script template"),
		"datalist": setOf("option script template"), "picture": setOf("source img script template"),
		"html": setOf("head body"),
	}
	parents = map[string]map[string]bool{
		"li": setOf("ul ol menu"), "dt": setOf("dl div"), "dd": setOf("dl div"), "tr": setOf("table thead tbody tfoot"),
		"td": setOf("tr"), "th": setOf("tr"), "thead": setOf("table"), "tbody": setOf("table"), "tfoot": setOf("table"),
		"caption": setOf("table"), "colgroup": setOf("table"), "col": setOf("colgroup"),
		"option": setOf("select optgroup datalist"), "optgroup": setOf("select"), "figcaption": setOf("figure"),
		"legend": setOf("fieldset"), "summary": setOf("details"), "head": setOf("html"), "body": setOf("html"),
	}
	first       = map[string]bool{"legend": true, "summary": true, "caption": true}
	interactive = setOf("a button input select textarea label details iframe embed audio video summary")
)

func (d *document) checkPlace(e *elem) {
	p := e.parent
	inForeign := e.closest("svg", "math") != nil
	if !inForeign && e.tag != "svg" && e.tag != "math" && !known[e.tag] && !strings.Contains(e.tag, "-") {
		d.report(e.pos, "<", e.tag, "> is no element of HTML")
	}
	if inForeign || e.tag == "script" || p.tag == "template" {
		return
	}
	if allowed := children[p.tag]; allowed != nil && !allowed[e.tag] {
		d.report(e.pos, "<", p.tag, "> contains <", e.tag, ">")
	} else if allowed := parents[e.tag]; allowed != nil && !allowed[p.tag] && p.tag != "" {
		d.report(e.pos, "<", e.tag, "> is in <", p.tag, ">")
	}
	if first[e.tag] {
		for _, k := range p.kids {
			if k.tag != "" {
				if k != e {
					d.report(e.pos, "<", e.tag, "> is not first in <", p.tag, ">")
				}
				break
			}
		}
	}
	if children[e.tag] != nil && e.tag != "select" {
		for _, k := range e.kids {
			if k.tag == "" && strings.TrimSpace(k.text) != "" {
				d.report(k.pos, "<", e.tag, "> contains text: ", strconv.Quote(squeeze(k.text)))
			}
		}
	}
	for transparent[p.tag] {
		p = p.parent
	}
	headingInside := (p.tag == "summary" || p.tag == "legend") && e.heading() > 0
	if blocks[e.tag] && phrasing[p.tag] && !headingInside && parents[e.tag] == nil {
		d.report(e.pos, "<", p.tag, "> contains <", e.tag, ">")
	}
	if e.tag == "form" && e.closest("form") != nil {
		d.report(e.pos, "<form> is in another form")
	}
	if e.tag == "input" && e.typ() == "hidden" {
		return
	}
	if (interactive[e.tag] && (e.tag != "a" || e.has("href"))) || e.has("tabindex") {
		if out := e.closest("a", "button"); out != nil && (out.tag != "a" || out.has("href")) {
			d.report(e.pos, "<", e.tag, "> is in <", out.tag, ">")
		}
	}
	if e.tag == "label" && e.closest("label") != nil {
		d.report(e.pos, "<label> is in another label")
	}
	if e.tag == "main" && e.closest("article", "aside", "footer", "header", "nav", "section") != nil {
		d.report(e.pos, "<main> is in another part of the page")
	}
}

var inputTypes = setOf(`hidden text search tel url email password date month week time datetime-local number range color
	checkbox radio file submit image reset button`)

func (d *document) checkAttributes(e *elem) {
	for _, a := range e.attrs {
		switch {
		case a.Key == "style":
			d.report(e.pos, "<", e.tag, "> has a style, which the policy refuses")
		case strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
			d.report(e.pos, "<", e.tag, "> has the handler ", a.Key, ", which the policy refuses")
		}
	}
	switch e.tag {
	case "style":
		d.report(e.pos, "<style> is inline, which the policy refuses")
	case "script":
		switch strings.ToLower(e.attr("type")) {
		case "application/json", "application/ld+json":
		default:
			if !e.has("src") {
				d.report(e.pos, "<script> is inline, which the policy refuses")
			}
		}
	case "button":
		switch e.attr("type") {
		case "submit", "button", "reset":
		default:
			d.report(e.pos, "<button> has no type")
		}
	case "input":
		if t, ok := e.get("type"); ok && !inputTypes[strings.ToLower(t)] {
			d.report(e.pos, "<input> has the unknown type ", strconv.Quote(t))
		}
	case "form":
		switch strings.ToLower(e.attr("method")) {
		case "", "get", "post", "dialog":
		default:
			d.report(e.pos, "<form> has the unknown method ", strconv.Quote(e.attr("method")))
		}
		if a, ok := e.get("action"); ok && a == "" {
			d.report(e.pos, "<form> has an empty action")
		}
	}
	if n, err := strconv.Atoi(e.attr("tabindex")); err == nil && n > 0 {
		d.report(e.pos, "<", e.tag, "> has a tabindex above 0")
	}
	if strings.EqualFold(e.attr("target"), "_blank") {
		if rel := strings.Fields(strings.ToLower(e.attr("rel"))); !slices.Contains(rel, "noopener") && !slices.Contains(rel, "noreferrer") {
			d.report(e.pos, "<", e.tag, "> opens a new window without rel noopener")
		}
	}
}

// loads lists the attributes whose address is fetched, or posted to, without anybody following a link.
var loads = map[string][]string{
	"script": {"src"}, "img": {"src", "srcset"}, "source": {"src", "srcset"}, "iframe": {"src"}, "embed": {"src"},
	"object": {"data"}, "audio": {"src"}, "video": {"src", "poster"}, "track": {"src"}, "input": {"src", "formaction"},
	"button": {"formaction"}, "form": {"action"}, "image": {"href", "xlink:href"}, "use": {"href", "xlink:href"},
	"link": {"href"}, "base": {"href"},
}

var unloaded = setOf("canonical alternate author license next prev me")

func (d *document) checkAddresses(e *elem) {
	for _, a := range e.attrs {
		switch a.Key {
		case "href", "src", "action", "formaction", "data", "xlink:href", "poster":
		default:
			continue
		}
		scheme, _, ok := strings.Cut(strings.ToLower(stripSpace(a.Val)), ":")
		switch {
		case !ok:
		case scheme == "javascript" || scheme == "vbscript" || scheme == "data" && !picture(e):
			d.report(e.pos, "<", e.tag, "> has a ", scheme, ": address")
		case scheme == "about":
			d.report(e.pos, "<", e.tag, "> has the address ", a.Val, ", which stands for a refused one")
		}
	}
	if e.tag == "link" && unloaded[strings.ToLower(e.attr("rel"))] {
		return
	}
	for _, key := range loads[e.tag] {
		v := strings.ToLower(stripSpace(e.attr(key)))
		if strings.HasPrefix(v, "http:") || strings.HasPrefix(v, "https:") || strings.HasPrefix(v, "//") ||
			key == "srcset" && (strings.Contains(v, "//")) {
			d.report(e.pos, "<", e.tag, "> goes to another host: ", e.attr(key))
		}
	}
}

// picture tells whether an element fetches a picture, which the policy allows to stand in the address itself.
func picture(e *elem) bool {
	return e.tag == "img" || e.tag == "image" || e.tag == "link" && strings.Contains(e.attr("rel"), "icon")
}

// stripSpace takes away what browsers overlook in an address.
func stripSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, s)
}
