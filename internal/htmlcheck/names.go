package htmlcheck

import (
	"slices"
	"strconv"
	"strings"
)

// labelable lists what a label may be for.
var labelable = setOf("button input meter output progress select textarea")

var references = []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "aria-owns",
	"aria-details", "aria-activedescendant", "aria-flowto", "headers", "list", "form", "popovertarget"}

// checkReferences reports ids that nothing has.
func (d *document) checkReferences(e *elem) {
	for _, key := range references {
		v, ok := e.get(key)
		if !ok {
			continue
		}
		ids := strings.Fields(v)
		if len(ids) == 0 {
			d.report(e.pos, "<", e.tag, "> has an empty ", key)
		}
		for _, id := range ids {
			t := d.ids[id]
			switch {
			case t == nil || t.closest("template") != nil:
				d.report(e.pos, "<", e.tag, "> has ", key, "=", strconv.Quote(id), ", but nothing has this id")
			case key == "for" && e.tag == "label" && (!labelable[t.tag] || t.typ() == "hidden"):
				d.report(e.pos, "<label> is for <", t.tag, ">, which takes no label")
			case key == "form" && t.tag != "form", key == "list" && t.tag != "datalist":
				d.report(e.pos, "<", e.tag, "> has ", key, "=", strconv.Quote(id), ", but this is a <", t.tag, ">")
			}
		}
	}
	if id, ok := strings.CutPrefix(e.attr("href"), "#"); ok && id != "" && id != "top" && d.ids[id] == nil {
		d.report(e.pos, "<", e.tag, "> leads to ", strconv.Quote("#"+id), ", but nothing has this id")
	}
}

// checkNames reports what nobody could name, by eye or by ear.
func (d *document) checkNames(e *elem) {
	silent := e.attr("aria-hidden") == "true" || e.underHidden()
	for p := e.parent; p != nil && !silent; p = p.parent {
		silent = p.attr("aria-hidden") == "true"
	}
	switch e.tag {
	case "img":
		if !e.has("alt") {
			d.report(e.pos, "<img> has no alt")
		}
		return
	case "a":
		if href, ok := e.get("href"); ok && strings.TrimSpace(href) == "" {
			d.report(e.pos, "<a> has an empty href")
		}
	}
	if silent {
		return
	}
	switch e.tag {
	case "a":
		if e.has("href") && d.name(e) == "" {
			d.report(e.pos, "<a> to ", strconv.Quote(e.attr("href")), " has no text")
		}
	case "button":
		if d.name(e) == "" {
			d.report(e.pos, "<button> has no text")
		}
	case "input", "select", "textarea", "meter", "progress":
		if e.typ() == "hidden" || e.typ() == "reset" || e.typ() == "submit" && !e.has("value") {
			return
		}
		if d.named(e) == "" {
			d.report(e.pos, "<", e.tag, "> ", strconv.Quote(e.attr("name")), " has no label")
		}
	case "label":
		if !e.has("for") && len(e.find("input", "select", "textarea", "button", "meter", "output", "progress")) == 0 {
			d.report(e.pos, "<label> is for nothing")
		}
	case "table":
		if role := e.attr("role"); role == "presentation" || role == "none" {
			return
		}
		if !slices.ContainsFunc(e.find("th"), func(th *elem) bool { return d.read(th) != "" }) {
			d.report(e.pos, "<table> has no headers")
		}
	case "th":
		if d.read(e) == "" {
			d.report(e.pos, "<th> is empty")
		}
	case "fieldset", "details", "iframe":
		if d.name(e) == "" && squeeze(e.attr("title")) == "" {
			what := map[string]string{"fieldset": "legend", "details": "summary", "iframe": "title"}[e.tag]
			d.report(e.pos, "<", e.tag, "> has no ", what)
		}
	case "svg":
		if e.closest("svg") != nil {
			return
		}
		if role := e.attr("role"); role != "img" && !strings.HasPrefix(role, "graphics-") {
			d.report(e.pos, "<svg> is neither role img nor aria-hidden")
		} else if d.name(e) == "" {
			d.report(e.pos, "<svg> has no title or label")
		}
	}
}

// named is the name of a control from what may stand as its label; a placeholder or title may not.
func (d *document) named(e *elem) string {
	if e.attr("aria-labelledby") == "" && squeeze(e.attr("aria-label")) == "" && !isButton(e) {
		return d.label(e)
	}
	return d.name(e)
}
