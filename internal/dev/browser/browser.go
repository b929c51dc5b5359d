// Package browser drives Chromium for browser tests and pictures: one browser, tabs with cookies of their own, what a
// tab looks like to the site (phone or desk, light or dark, with or without script), and everything that goes wrong in
// it: errors on the console, what the content security policy refuses, requests to another host.
//
// It finds things on a page as people with a screen reader do, by role and name. It must not know the site's pages.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ErrMissing: there is no Chromium on this machine.
var ErrMissing = errors.New("no Chromium found: apt-get install --no-install-recommends chromium")

// names of the browsers that will do, the best first.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
	"/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"}

// A Browser is a running Chromium.
type Browser struct {
	ctx  context.Context
	stop []func()
}

// Start starts a Chromium that lives until Close, and dies with this process. Without one it is [ErrMissing].
func Start() (*Browser, error) {
	path := ""
	for _, n := range names {
		if p, err := exec.LookPath(n); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil, ErrMissing
	}
	dir, err := os.MkdirTemp("", "verkstad-browser-")
	if err != nil {
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(dir),
		// Nothing leaves the machine, whatever a page asks for.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "sv-SE"),
		chromedp.Env("LANGUAGE=sv", "LANG=C.UTF-8"))
	// Not a test's context: the browser serves the whole process.
	actx, acancel := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(actx)
	b := &Browser{ctx: ctx, stop: []func(){cancel, acancel, func() { _ = os.RemoveAll(dir) }}}
	if err := chromedp.Do(ctx); err != nil {
		b.Close()
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	return b, nil
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, f := range b.stop {
		f()
	}
}

// A Look is how the site meets a reader.
type Look struct {
	Width, Height int  // of the window, in CSS pixels; at most 480 wide it is a phone with touch
	Dark          bool // the system asks for dark colours
	NoScript      bool
	Contrast      bool // the system asks for more contrast
	Forced        bool // the system's own few colours replace those of the page
}

// The windows that everything is made for.
var (
	Phone = Look{Width: 360, Height: 740}
	Desk  = Look{Width: 1280, Height: 900}
)

// String names a look for messages and files: "360-dark".
func (l Look) String() string {
	s := fmt.Sprintf("%d-light", l.Width)
	if l.Dark {
		s = fmt.Sprintf("%d-dark", l.Width)
	}
	for _, x := range []struct {
		on   bool
		name string
	}{{l.NoScript, "-noscript"}, {l.Contrast, "-contrast"}, {l.Forced, "-forced"}} {
		if x.on {
			s += x.name
		}
	}
	return s
}

// NewTab opens a tab with cookies of its own. site is the only address that it may send requests to, such as
// "http://127.0.0.1:1234". The tab closes with ctx, which bounds everything that it does.
func (b *Browser) NewTab(ctx context.Context, site string, look Look) (*Tab, error) {
	tctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	return newTab(ctx, tctx, cancel, site, look)
}

func newTab(ctx, tctx context.Context, cancel func(), site string, look Look) (*Tab, error) {
	stop := context.AfterFunc(ctx, cancel)
	t := &Tab{ctx: tctx, close: func() { stop(); cancel() }, Site: site, running: map[network.RequestID]bool{}, documents: map[network.RequestID]bool{}}
	if err := t.start(look); err != nil {
		t.Close()
		return nil, fmt.Errorf("open tab: %w", err)
	}
	return t, nil
}

// Beside opens another tab with the same cookies.
func (t *Tab) Beside(ctx context.Context) (*Tab, error) {
	tctx, cancel := chromedp.NewContext(t.ctx)
	return newTab(ctx, tctx, cancel, t.Site, t.look)
}

// violations tells the console about everything that the policy refuses, before any script of the page runs.
const violations = `document.addEventListener('securitypolicyviolation', (e) => {
	console.error('content security policy: ' + e.violatedDirective + ' refused ' + (e.blockedURI || 'inline') + ' ' + (e.sample || ''));
});`

func (t *Tab) start(look Look) error {
	if err := chromedp.Do(t.ctx); err != nil {
		return err
	}
	t.frame = chromedp.FromContext(t.ctx).Target.TargetID.String()
	if err := chromedp.Listen(t.ctx, t.hear); err != nil {
		return err
	}
	for _, enable := range []func() error{
		func() error { _, err := chromedp.Call(t.ctx, network.Enable, network.EnableParams{}); return err },
		func() error {
			_, err := chromedp.Call(t.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: violations})
			return err
		},
	} {
		if err := enable(); err != nil {
			return err
		}
	}
	return t.SetLook(look)
}

// SetLook changes how the tab looks to the site. Whether there is script counts from the next page on.
func (t *Tab) SetLook(l Look) error {
	var opts []chromedp.EmulateViewportOption
	if l.Width <= 480 {
		opts = append(opts, chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	set := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	t.look = l
	err := chromedp.Do(t.ctx, chromedp.EmulateViewport(int64(l.Width), int64(l.Height), opts...),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: set(l.Dark, "dark", "light")},
				{Name: "prefers-contrast", Value: set(l.Contrast, "more", "no-preference")},
				{Name: "forced-colors", Value: set(l.Forced, "active", "none")},
				// Nothing may be half way when it is looked at.
				{Name: "prefers-reduced-motion", Value: "reduce"},
			}})
			return err
		}),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript})
			return err
		}))
	if err != nil {
		return fmt.Errorf("set look %s: %w", l, err)
	}
	return nil
}

// Look returns how the tab looks to the site.
func (t *Tab) Look() Look { return t.look }

// SetCookies gives the tab, and those beside it, cookies of the site.
func (t *Tab) SetCookies(cookies []*http.Cookie) error {
	for _, c := range cookies {
		_, err := chromedp.Call(t.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: t.Site + "/", Path: "/",
			Secure: new(c.Secure), HTTPOnly: new(c.HttpOnly), SameSite: network.CookieSameSiteLax})
		if err != nil {
			return fmt.Errorf("set cookie %s: %w", c.Name, err)
		}
	}
	return nil
}

// ClearCookies logs the tab out.
func (t *Tab) ClearCookies() error {
	_, err := chromedp.Call(t.ctx, network.ClearBrowserCookies, cdp.Empty{})
	return err
}

// local tells whether an address stays at the site, or is no request at all.
func (t *Tab) local(address string) bool {
	return address == t.Site || strings.HasPrefix(address, t.Site+"/") ||
		strings.HasPrefix(address, "data:") || strings.HasPrefix(address, "blob:"+t.Site) || strings.HasPrefix(address, "about:")
}
