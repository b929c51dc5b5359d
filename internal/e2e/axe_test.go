package e2e

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"verkstad/internal/dev/browser"
	"verkstad/internal/htmlcheck"
)

//go:embed testdata/axe-core/axe.min.js
var axeSource string

// TestAxeIsUnchanged holds the copy of axe-core to the checksum in its note.
func TestAxeIsUnchanged(t *testing.T) {
	note, err := os.ReadFile("testdata/axe-core/VERSION")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(axeSource))
	if !strings.Contains(string(note), hex.EncodeToString(sum[:])+"  axe.min.js") {
		t.Errorf("axe.min.js has the checksum %x, which is not the one in VERSION", sum)
	}
}

// axeRun asks for every rule of WCAG 2.2 AA and the best practices.
const axeRun = `axe.run(document, {
	runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
	resultTypes: ['violations'],
}).then((r) => JSON.stringify(r.violations.map((v) => ({
	Rule: v.id, Help: v.help, Count: v.nodes.length,
	Nodes: v.nodes.slice(0, 4).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 160) + ': '
		+ [...n.any, ...n.all, ...n.none].map((c) => c.message).join('; ')),
}))))`

// axe returns what axe-core finds on the page, a line for each rule.
func axe(t *browser.Tab) ([]string, error) {
	if _, err := browser.Eval[bool](t, axeSource+";true"); err != nil {
		return nil, fmt.Errorf("load axe-core: %w", err)
	}
	raw, err := browser.Await[string](t, axeRun)
	if err != nil {
		return nil, fmt.Errorf("run axe-core: %w", err)
	}
	var found []struct {
		Rule, Help string
		Count      int
		Nodes      []string
	}
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		return nil, fmt.Errorf("read what axe-core found: %w", err)
	}
	var out []string
	for _, f := range found {
		if t.Look().Forced && f.Rule == "color-contrast" {
			continue // the system's colours are what is seen, and not what Chromium tells scripts of text
		}
		out = append(out, fmt.Sprintf("axe %s (%d): %s\n        %s", f.Rule, f.Count, f.Help, strings.Join(f.Nodes, "\n        ")))
	}
	return out, nil
}

// overflowing lists what sticks out to the right of the window, apart from what scrolls in a box of its own.
const overflowing = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.scrollingElement.scrollWidth <= width) return [];
	const out = [];
	for (const e of document.body.querySelectorAll('*')) {
		const r = e.getBoundingClientRect();
		if (r.width === 0 || r.right <= width + 1) continue;
		let boxed = false;
		for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
			if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) { boxed = true; break; }
		if (!boxed && ![...e.children].some((c) => c.getBoundingClientRect().right > width + 1))
			out.push(e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? '.' + e.className : '') + ' '
				+ e.textContent.trim().slice(0, 40) + ' to ' + Math.round(r.right));
	}
	return ['page is ' + document.scrollingElement.scrollWidth + ' wide', ...out.slice(0, 5)];
})()`

// overflow returns what is wider than the window.
func overflow(t *browser.Tab) ([]string, error) {
	found, err := browser.Eval[[]string](t, overflowing)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("overflow at %d px: %s", t.Look().Width, strings.Join(found, "; "))}, nil
}

// squeezing lists the texts that stand in so narrow a column that they are read a few letters at a time.
const squeezing = `(() => {
	const out = [];
	for (const e of document.querySelectorAll('main *')) {
		const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join(' ').trim();
		if (own.length < 12 || e.closest('.sr-only, svg, thead, details:not([open])')) continue;
		const range = document.createRange();
		range.selectNodeContents(e);
		const r = range.getBoundingClientRect(), size = parseFloat(getComputedStyle(e).fontSize);
		if (r.width > 2 && r.width < 3.8 * size && r.height > 4 * 1.2 * size) out.push(e.tagName.toLowerCase() + ' ' + own.slice(0, 40));
	}
	return out.slice(0, 5);
})()`

// squeezed returns what is squeezed into a narrow column.
func squeezed(t *browser.Tab) ([]string, error) {
	found, err := browser.Eval[[]string](t, squeezing)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []string{"squeezed: " + strings.Join(found, "; ")}, nil
}

// inspect returns everything that is wrong with the page that is shown: in the browser, its HTML, its width, axe.
func inspect(t *browser.Tab) (found []string, err error) {
	source, err := t.Source()
	if err != nil {
		return nil, err
	}
	for _, s := range htmlcheck.Validate(source) {
		found = append(found, "html: "+s)
	}
	more, err := look(t)
	return append(found, more...), err
}

// look is [inspect] without the HTML, which is the same in every look.
func look(t *browser.Tab) (found []string, err error) {
	for _, check := range []func(*browser.Tab) ([]string, error){axe, overflow} {
		more, err := check(t)
		if err != nil {
			return found, err
		}
		found = append(found, more...)
	}
	return append(found, t.Problems()...), nil
}

// inspect fails the test with everything that is wrong with the page that is shown. Jobs ask it of pages that no link
// leads to from elsewhere.
func (r *reader) inspect() {
	r.t.Helper()
	if r.Look().NoScript {
		return // axe is a script; the page is the same
	}
	found, err := inspect(r.Tab)
	r.must(err)
	for _, f := range found {
		r.t.Errorf("%s: %s", r.Path(), f)
	}
}
