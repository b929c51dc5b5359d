package browser

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page or a fragment may take before the tab gives up; machines that run tests are busy.
const patience = 30 * time.Second

// A Tab is one page of the browser. Its methods are for one goroutine at a time.
type Tab struct {
	Site string // scheme, host and port
	Taps int    // how often something was tapped, typed into or chosen

	ctx   context.Context
	close func()
	look  Look
	frame string // id of the main frame

	mu        sync.Mutex
	problems  []string
	documents map[network.RequestID]bool // requests for pages in the main frame
	running   map[network.RequestID]bool // pages and fragments on their way
	answers   int                        // pages shown and fragments fetched so far
	answered  time.Time
	last      Answer
	lastID    network.RequestID
	dialog    func(message string) (accept bool)
}

// An Answer is what the server said for the page that the tab shows.
type Answer struct {
	Status int
	Kind   string // MIME type
	URL    string
}

// Close closes the tab.
func (t *Tab) Close() { t.close() }

// hear keeps what the page does. It runs in the tab's loop and must be quick.
func (t *Tab) hear(ev any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if !t.local(ev.Request.URL) {
			t.problem("request to another host: %s", ev.Request.URL)
		}
		switch ev.Type {
		case network.ResourceTypeDocument:
			t.documents[ev.RequestID] = true
			t.running[ev.RequestID] = true
		case network.ResourceTypeFetch, network.ResourceTypeXHR:
			t.running[ev.RequestID] = true
		}
	case *network.EventResponseReceived:
		if ev.Type == network.ResourceTypeDocument && string(ev.FrameID) == t.frame {
			t.last = Answer{Status: int(ev.Response.Status), Kind: ev.Response.MimeType, URL: ev.Response.URL}
			t.lastID = ev.RequestID
		}
	case *network.EventLoadingFinished:
		t.done(ev.RequestID, false)
	case *network.EventLoadingFailed:
		if t.running[ev.RequestID] && !ev.Canceled && ev.ErrorText != "net::ERR_ABORTED" {
			t.problem("loading failed: %s", ev.ErrorText)
		}
		t.done(ev.RequestID, true)
	case *page.EventLoadEventFired:
		t.answers++
		t.answered = time.Now()
		clear(t.running)
	case *page.EventJavascriptDialogOpening:
		accept := t.dialog != nil && t.dialog(ev.Message)
		if t.dialog == nil {
			t.problem("unexpected dialog %s: %s", ev.Type, ev.Message)
		}
		go func() {
			_, _ = chromedp.Call(t.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: accept})
		}()
	case *runtime.EventConsoleAPICalled:
		if ev.Type == "error" || ev.Type == "warning" || ev.Type == "assert" {
			var parts []string
			for _, a := range ev.Args {
				parts = append(parts, strings.Trim(string(a.Value), `"`)+a.Description)
			}
			t.problem("console %s: %s", ev.Type, strings.Join(parts, " "))
		}
	case *runtime.EventExceptionThrown:
		d := ev.ExceptionDetails
		text := d.Text
		if d.Exception != nil {
			text += " " + d.Exception.Description
		}
		t.problem("exception: %s (%s:%d)", text, d.URL, d.LineNumber+1)
	case *log.EventEntryAdded:
		e := ev.Entry
		if e.Level != log.EntryLevelError && e.Level != log.EntryLevelWarning {
			return
		}
		// That a page or a fragment answers 404 or 422 is for the test to judge, by the status.
		if e.Source == log.EntrySourceNetwork && (t.documents[e.NetworkRequestID] || t.running[e.NetworkRequestID]) {
			return
		}
		t.problem("%s %s: %s %s", e.Source, e.Level, e.Text, e.URL)
	}
}

func (t *Tab) done(id network.RequestID, failed bool) {
	if !t.running[id] {
		return
	}
	delete(t.running, id)
	if !t.documents[id] || failed {
		// A page counts when it has loaded; a download never does, and ends as an aborted page.
		t.answers++
		t.answered = time.Now()
	}
}

func (t *Tab) problem(format string, args ...any) {
	t.problems = append(t.problems, fmt.Sprintf(format, args...))
}

// Problems returns what has gone wrong in the tab since it was last asked.
func (t *Tab) Problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.problems
	t.problems = nil
	return p
}

// OnDialog says what to answer a dialog such as that before leaving a page; without it a dialog is a problem.
func (t *Tab) OnDialog(f func(message string) (accept bool)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dialog = f
}

// Last returns the server's answer for the page that is shown.
func (t *Tab) Last() Answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// Goto opens a path of the site and returns the answer, after redirects.
func (t *Tab) Goto(path string) (Answer, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(t.Site+path)); err != nil {
		return Answer{}, fmt.Errorf("open %s: %w", path, err)
	}
	return t.Last(), nil
}

// Source returns the page as the server sent it.
func (t *Tab) Source() (string, error) {
	t.mu.Lock()
	id := t.lastID
	t.mu.Unlock()
	res, err := chromedp.Call(t.ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
	if err != nil {
		return "", fmt.Errorf("read the source of %s: %w", t.Path(), err)
	}
	if res.Base64encoded {
		if b, err := base64.StdEncoding.DecodeString(string(res.Body)); err == nil {
			return string(b), nil
		}
	}
	return string(res.Body), nil
}

// Path returns the path, query and fragment that the tab stands at.
func (t *Tab) Path() string {
	s, err := Eval[string](t, `location.href`)
	if err != nil {
		return "?"
	}
	return strings.TrimPrefix(s, t.Site)
}

// Text returns what can be read on the page, white space squeezed. Closed parts are not in it.
func (t *Tab) Text() (string, error) {
	s, err := Eval[string](t, `document.body ? document.body.innerText : ''`)
	return Squeeze(s), err
}

// Squeeze makes every run of white space one space.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// Eval runs an expression in the page, also where the page itself may run no script.
func Eval[T any](t *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// Await is [Eval] for an expression that is a promise.
func Await[T any](t *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Screenshot returns the whole page as a PNG.
func (t *Tab) Screenshot() ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

// PDF returns the page as it is printed, on A4.
func (t *Tab) PDF() ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	yes := true
	res, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69, PreferCSSPageSize: &yes})
	if err != nil {
		return nil, fmt.Errorf("print %s: %w", t.Path(), err)
	}
	return res.Data, nil
}

// errNoAnswer: nothing happened after an action that should have led to a page or a fragment.
var errNoAnswer = errors.New("no page and no fragment came")

// settled waits until the answer to what do does is shown: a page that has loaded, or a fragment that has been put in.
func (t *Tab) settled(do func() error) error {
	t.mu.Lock()
	before := t.answers
	t.mu.Unlock()
	if err := do(); err != nil {
		return err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		t.mu.Lock()
		// The script puts a fragment in, or falls back to the whole page, within a moment of the answer.
		calm := t.answers > before && len(t.running) == 0 && time.Since(t.answered) > 120*time.Millisecond
		t.mu.Unlock()
		if calm {
			return nil
		}
		if t.ctx.Err() != nil {
			return t.ctx.Err()
		}
	}
	return errNoAnswer
}

// Cookie returns the value of a cookie of the site, "" without it.
func (t *Tab) Cookie(name string) (string, error) {
	res, err := chromedp.Call(t.ctx, network.GetCookies, network.GetCookiesParams{URLs: []string{t.Site + "/"}})
	if err != nil {
		return "", fmt.Errorf("read cookies: %w", err)
	}
	for _, c := range res.Cookies {
		if c.Name == name {
			return c.Value, nil
		}
	}
	return "", nil
}

// OK tells whether an answer is an ordinary page.
func (a Answer) OK() bool { return a.Status == http.StatusOK && a.Kind == "text/html" }
