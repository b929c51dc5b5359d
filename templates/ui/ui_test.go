package ui_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/templates/ui"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// with renders a frame around a child.
func with(t *testing.T, frame, child templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := frame.Render(templ.WithChildren(context.Background(), child), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func has(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(html, p) {
			t.Errorf("missing %q in\n%s", p, html)
		}
	}
}

func hasNot(t *testing.T, html string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if strings.Contains(html, p) {
			t.Errorf("unwanted %q in\n%s", p, html)
		}
	}
}

func TestFieldWiring(t *testing.T) {
	f := form.New(map[string][]string{"from": {"2018-04-31"}, "days": {"a", "c"}, "ok": {"ja"}, "name": {`"><b>`}})
	f.Fail("from", "Skriv ett datum som finns, till exempel 2018-04-30.")

	html := render(t, ui.Field{F: f, Kind: ui.Date, Name: "from", Label: "Första dag", Hint: "Då det börjar."})
	has(t, html, `for="f-from"`, `id="f-from"`, `aria-describedby="f-from-hint f-from-error"`, `aria-invalid="true"`, `id="f-from-hint"`, `id="f-from-error"`,
		`type="text"`, `value="2018-04-31"`) // a date picker would have thrown the typed text away

	html = render(t, ui.Field{F: f, Name: "name", Label: "Namn", Optional: true})
	has(t, html, "frivilligt", `value="&#34;&gt;&lt;b&gt;"`)
	hasNot(t, html, "aria-invalid", "aria-describedby", "required")

	html = render(t, ui.Field{Kind: ui.Date, Name: "to", Label: "Sista dag", Value: "2018-04-30"})
	has(t, html, `type="date"`, `value="2018-04-30"`)

	html = render(t, ui.Field{F: f, Kind: ui.Password, Name: "name", Label: "Lösenord", Autocomplete: "current-password"})
	has(t, html, `autocomplete="current-password"`)
	hasNot(t, html, "value=") // a password is never sent back

	html = render(t, ui.Checkboxes{F: f, Name: "days", Label: "Dagar", Options: []ui.Option{{Value: "a", Label: "Må"}, {Value: "b", Label: "Ti"}, {Value: "c", Label: "On"}}})
	if n := strings.Count(html, " checked"); n != 2 {
		t.Errorf("%d boxes ticked, want 2:\n%s", n, html)
	}
	has(t, html, `id="f-days"`, `id="f-days-2"`, "<fieldset", "<legend>")

	has(t, render(t, ui.Checkbox{F: f, Name: "ok", Label: "Ja"}), " checked")
	hasNot(t, render(t, ui.Checkbox{F: form.Empty(), Name: "ok", Label: "Ja", Checked: true}), " checked")
	has(t, render(t, ui.Select{Name: "u", Label: "Förening", Value: "b", Options: []ui.Option{{Value: "a", Label: "A", Group: "G"}, {Value: "b", Label: "B", Group: "G"}}}),
		`<optgroup label="G">`, `<option value="b" selected>`)
}

func TestForm(t *testing.T) {
	f := form.New(nil)
	f.Fail("", "Kontot är redan aktivt.")
	f.Fail("from", "Skriv ett datum.")
	html := with(t, ui.Form{F: f, Action: "/x", Once: "nyckel", Revision: "7", Guard: true, CancelHref: "/y"}.Around(), ui.Field{F: f, Name: "from", Label: "Dag"})
	has(t, html, `id="fel"`, `tabindex="-1"`, "2 saker behöver rättas", `href="#f-from"`, "Kontot är redan aktivt.", `name="_once" value="nyckel"`, `name="revision" value="7"`,
		`method="post"`, "novalidate", "data-guard", "data-dirty", `href="/y"`)
	if strings.Index(html, `id="fel"`) > strings.Index(html, "<form") {
		t.Error("the summary stands below the form")
	}
	html = with(t, ui.Form{Action: "/x"}.Around(), ui.Field{Name: "from", Label: "Dag"})
	hasNot(t, html, `id="fel"`, "data-dirty", "data-guard", "_once")
	if got := ui.Errors(f, "from", "", "other"); len(got) != 2 || got[0].Name != "from" || got[1].Name != "" {
		t.Errorf("Errors = %v", got)
	}
}

func TestProgressShares(t *testing.T) {
	width := regexp.MustCompile(`class="bar-value" y="3" width="([^"]+)"`)
	unknown := regexp.MustCompile(`class="bar-unknown" x="([^"]+)" y="3" width="([^"]+)"`)
	for _, tt := range []struct {
		v                  ui.Progress
		value, at, unknown string
		text               string
	}{
		{ui.Progress{Value: 37, Unknown: 4, Max: 51, Expected: 38}, "72.5%", "72.5%", "7.8%", "37 av 51, 4 okända · väntat nu 38"},
		{ui.Progress{Value: 0, Unknown: 51, Max: 51}, "0%", "0%", "100%", "0 av 51, 51 okända"},
		{ui.Progress{Value: 60, Max: 51}, "100%", "", "", "60 av 51"},
		{ui.Progress{Value: 50, Unknown: 9, Max: 51, Text: "nästan"}, "98%", "98%", "2%", "nästan"},
		{ui.Progress{Value: 1, Unknown: 1, Max: 4}, "25%", "25%", "25%", "1 av 4, 1 okänd"},
	} {
		html := strings.ReplaceAll(render(t, tt.v), "\u00a0", " ")
		if m := width.FindStringSubmatch(html); m == nil || m[1] != tt.value {
			t.Errorf("%+v: value %v, want %s", tt.v, m, tt.value)
		}
		m := unknown.FindStringSubmatch(html)
		if tt.at == "" && m != nil || tt.at != "" && (m == nil || m[1] != tt.at || m[2] != tt.unknown) {
			t.Errorf("%+v: unknown %v, want %s %s", tt.v, m, tt.at, tt.unknown)
		}
		has(t, html, tt.text)
	}
	hasNot(t, render(t, ui.Progress{Value: 3}), "<svg") // no whole, no bar
}

func TestCurve(t *testing.T) {
	day := district.MustDate
	c := ui.Curve{Title: "Föreningar", Summary: "37 av 51.", Unit: "Antal", From: day("2017-03-12"), To: day("2019-03-10"), Today: day("2018-04-16"), Target: 51,
		Points:   []ui.Point{{Date: day("2017-03-12"), Value: 21}, {Date: day("2018-03-11"), Value: 30}, {Date: day("2018-04-16"), Value: 37}},
		Expected: []ui.Point{{Date: day("2017-03-12"), Value: 21}, {Date: day("2019-03-10"), Value: 51}}}
	html := strings.ReplaceAll(render(t, c), "\u00a0", " ")
	has(t, html, "i dag", "mål 51", "<th scope=\"row\">2018-04-16</th>", `role="img"`, "Visa siffrorna som tabell", "juli 2017", "jan 2019")
	// Half of the period is half of the width, and half of the way is expected: 36 of 51.
	has(t, html, "L500 41.2", `<td class="num">36</td>`)
	if n := strings.Count(html, `class="x-label"`); n < 3 || n > 5 {
		t.Errorf("%d labels on the time axis", n)
	}
	// A step of what is expected is two points on one day; the later one counts from that day.
	e := c
	e.Expected = []ui.Point{{Date: day("2017-03-12"), Value: 0}, {Date: day("2018-03-11"), Value: 0}, {Date: day("2018-03-11"), Value: 4}, {Date: day("2019-03-10"), Value: 4}}
	if n := strings.Count(render(t, e), `<td class="num">4</td>`); n != 2 {
		t.Errorf("%d of the three days expect 4, want 2", n)
	}
	c.Step = true
	has(t, render(t, c), "H500V41.2H549.5V27.5")
	// Nothing known yet: no division by nothing, no line.
	html = render(t, ui.Curve{Title: "Tomt", From: c.From, To: c.To})
	hasNot(t, html, "NaN", "Inf", "curve-end")
	if got := render(t, ui.Sparkline{Points: c.Points[:1]}); got != "" {
		t.Errorf("a line of one point: %q", got)
	}
	hasNot(t, render(t, ui.Sparkline{From: c.From, To: c.From, Points: c.Points[:2]}), "NaN", "Inf")
}

func TestActionRowsAtMostFive(t *testing.T) {
	rows := make([]ui.ActionRow, 8)
	for i := range rows {
		rows[i].Title = "rad"
	}
	if n := strings.Count(render(t, ui.ActionRows{Items: rows}), "<li"); n != 5 {
		t.Errorf("%d rows, want 5", n)
	}
	has(t, render(t, ui.ActionRows{Empty: "Allt är gjort."}), "Allt är gjort.")
}

func TestStatusesDiffer(t *testing.T) {
	for _, s := range ui.Statuses {
		if s.Symbol() == "–" || s.Word() == ui.StatusNone.Word() {
			t.Errorf("%s has no symbol or word", s)
		}
		html := render(t, ui.Badge{Status: s})
		has(t, html, s.Word(), `aria-hidden="true"`)
	}
	if ui.StatusUnknown.Symbol() == ui.StatusVacant.Symbol() {
		t.Error("unknown looks like vacant")
	}
}

func TestUnsafeAddresses(t *testing.T) {
	for _, c := range []templ.Component{
		ui.Link{Label: "x", Href: "javascript:alert(1)"},
		ui.LinkButton{Label: "x", Href: "javascript:alert(1)"},
		ui.PostButton{Label: "x", Action: "javascript:alert(1)"},
		ui.Tag{Label: "x", Href: "javascript:alert(1)"},
		ui.Cards{Items: []ui.Card{{Title: "x", Href: "javascript:alert(1)"}}},
		ui.TileMap{Title: "x", Tiles: []ui.Tile{{Name: "x", Href: "javascript:alert(1)"}}},
	} {
		hasNot(t, render(t, c), "javascript:")
	}
}

func TestErrorPages(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range []int{403, 404, 409, 422, 429, 500, 503} {
		title := ui.ErrorTitle(code)
		if seen[title] {
			t.Errorf("%d has the title of another page: %q", code, title)
		}
		seen[title] = true
		has(t, render(t, ui.ErrorBody{Code: code, RequestID: "abc", Links: []ui.Link{{Label: "Hem", Href: "/"}}}), title, "abc", `href="/"`)
	}
	if ui.ErrorTitle(418) != ui.ErrorTitle(500) {
		t.Error("an unknown status is not told as our own error")
	}
}
