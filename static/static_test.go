package static_test

import (
	"compress/gzip"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"verkstad/static"
)

func get(t *testing.T, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	rd := io.Reader(res.Body)
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		rd = z
	}
	b, err := io.ReadAll(rd)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHandler(t *testing.T) {
	css := static.URL("app.css")
	if !regexp.MustCompile(`^/static/app\.[0-9a-f]{12}\.css$`).MatchString(css) {
		t.Errorf("URL(app.css) = %q", css)
	}
	for _, tt := range []struct {
		path, encoding string
		status         int
		typ, cache     string
		zipped         bool
	}{
		{css, "gzip, br", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", true},
		{css, "", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", false},
		{css, "gzip;q=0", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", false},
		{"/static/app.js", "gzip", 200, "text/javascript; charset=utf-8", "public, max-age=300", true},
		{static.URL("verkstad.svg"), "", 200, "image/svg+xml", "public, max-age=31536000, immutable", false},
		{"/static/app.000000000000.css", "", 404, "", "", false},
		{"/static/css/tokens.css", "", 404, "", "", false},
		{"/static/../static.go", "", 404, "", "", false},
		{"/static/", "", 404, "", "", false},
	} {
		res := get(t, tt.path, tt.encoding)
		if res.StatusCode != tt.status {
			t.Errorf("%s: status %d, want %d", tt.path, res.StatusCode, tt.status)
			continue
		}
		if tt.status != 200 {
			continue
		}
		if got := res.Header.Get("Content-Type"); got != tt.typ {
			t.Errorf("%s: type %q", tt.path, got)
		}
		if got := res.Header.Get("Cache-Control"); got != tt.cache {
			t.Errorf("%s: cache %q", tt.path, got)
		}
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != tt.zipped {
			t.Errorf("%s for %q: compressed %v", tt.path, tt.encoding, got)
		}
		if len(body(t, res)) < 100 {
			t.Errorf("%s: too short", tt.path)
		}
	}
	r := httptest.NewRequest(http.MethodPost, css, nil)
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// The budgets of the first visit: own script at most 8 kB, and the stylesheet small enough that a page, its font-free
// sheet and the script stay far below 60 kB on the wire.
func TestBudgets(t *testing.T) {
	if plain, _ := static.Size("app.js"); plain > 8<<10 || plain == 0 {
		t.Errorf("app.js is %d bytes, at most %d", plain, 8<<10)
	}
	// Loaded beside it, on the one page that needs it.
	if plain, _ := static.Size("attendance.js"); plain > 4<<10 || plain == 0 {
		t.Errorf("attendance.js is %d bytes, at most %d", plain, 4<<10)
	}
	if _, zipped := static.Size("app.css"); zipped > 12<<10 || zipped == 0 {
		t.Errorf("app.css is %d bytes compressed, at most %d", zipped, 12<<10)
	}
}

// The sheet loads nothing, keeps its braces in pairs, and names colours only among the tokens and on paper.
func TestSheet(t *testing.T) {
	css := body(t, get(t, static.URL("app.css"), ""))
	for _, bad := range []string{"@import", "http:", "https:", "@font-face", "/*", "expression("} {
		if strings.Contains(strings.ReplaceAll(css, `a[href^="http"]`, ""), bad) {
			t.Errorf("the sheet has %q", bad)
		}
	}
	if open, shut := strings.Count(css, "{"), strings.Count(css, "}"); open != shut {
		t.Errorf("%d { and %d }", open, shut)
	}
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	for _, name := range []string{"base", "layout", "parts", "forms", "tables", "charts"} {
		b, err := os.ReadFile("css/" + name + ".css")
		if err != nil {
			t.Fatal(err)
		}
		if c := colour.FindString(string(b)); c != "" {
			t.Errorf("css/%s.css names the colour %s; it belongs in tokens.css", name, c)
		}
		for _, m := range regexp.MustCompile(`var\((--[\w-]+)\)`).FindAllStringSubmatch(string(b), -1) {
			if !strings.Contains(css, m[1]+":") {
				t.Errorf("css/%s.css uses %s, which nobody defines", name, m[1])
			}
		}
	}
}

// Contrast by WCAG 2.2: 4.5 for text (1.4.3), 3 for the edges of fields, focus and the marks of charts (1.4.11), in
// both colour schemes.
func TestContrast(t *testing.T) {
	b, err := os.ReadFile("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, ok := strings.Cut(string(b), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("no dark scheme in css/tokens.css")
	}
	dark, _, _ := strings.Cut(rest, "\n}")
	schemes := map[string]map[string]string{"light": colours(light, nil)}
	schemes["dark"] = colours(dark, schemes["light"])
	pairs := []struct {
		least  float64
		ink    string
		ground string
	}{
		{4.5, "ink", "paper card sunk good-bg warn-bg bad-bg info-bg wait-bg h1 h2"},
		{4.5, "ink-2", "paper card sunk info-bg good-bg warn-bg bad-bg"},
		{4.5, "link", "paper card sunk info-bg good-bg warn-bg bad-bg"},
		{4.5, "accent-ink", "paper card"},
		{4.5, "on-accent", "accent accent-2"},
		{4.5, "good", "paper card sunk good-bg"},
		{4.5, "warn", "paper card sunk warn-bg"},
		{4.5, "bad", "paper card sunk bad-bg"},
		{4.5, "wait", "paper card sunk wait-bg"},
		{4.5, "card", "bad"}, // a dangerous button under the pointer
		{4.5, "on-h3", "h3"},
		{4.5, "on-h4", "h4"},
		{3, "edge", "paper card"},
		{3, "focus", "paper card sunk"},
		{3, "bar", "track paper"},
		{3, "mark", "track paper"},
		{3, "hatch", "track"},
	}
	for name, tokens := range schemes {
		for _, p := range pairs {
			for ground := range strings.FieldsSeq(p.ground) {
				got := contrast(t, tokens[p.ink], tokens[ground])
				t.Logf("%-5s %-10s on %-8s %5.2f", name, p.ink, ground, got)
				if got < p.least {
					t.Errorf("%s: %s on %s is %.2f, at least %.1f", name, p.ink, ground, got, p.least)
				}
			}
		}
	}
}

func colours(block string, base map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range base {
		out[k] = v
	}
	for _, m := range regexp.MustCompile(`--([\w-]+):\s*(#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) != 7 {
		t.Fatalf("no colour: %q", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
