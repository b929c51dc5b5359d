package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What can be acted on, by role. Chromium calls a file field a button.
var (
	actionRoles = []string{"link", "button", "checkbox", "radio", "menuitem", "tab", "DisclosureTriangle", "MenuListPopup"}
	fieldRoles  = []string{"textbox", "searchbox", "combobox", "spinbutton", "Date", "InputTime", "listbox", "button"}
)

// ErrNotFound: nothing on the page has the role and name.
var ErrNotFound = errors.New("not on the page")

// A Node is something on the page, as the accessibility tree has it.
type Node struct {
	Role, Name string
	id         cdp.BackendNodeID
}

// nodes returns what has one of the roles, in the order of the page, without what is hidden.
func (t *Tab) nodes(roles []string) ([]Node, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	doc, err := chromedp.Call(ctx, dom.GetDocument, dom.GetDocumentParams{Depth: new(int64(0))})
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	res, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{BackendNodeID: doc.Root.BackendNodeID})
	if err != nil {
		return nil, fmt.Errorf("read the accessibility tree: %w", err)
	}
	var out []Node
	for _, n := range res.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := text(n.Role)
		if !slices.Contains(roles, role) {
			continue
		}
		out = append(out, Node{Role: role, Name: Squeeze(text(n.Name)), id: n.BackendDOMNodeID})
	}
	return out, nil
}

func text(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var s string
	if err := json.Unmarshal(v.Value, &s); err != nil {
		return ""
	}
	return s
}

// Names lists the names of what can be acted on, for messages.
func (t *Tab) Names() []string {
	nodes, err := t.nodes(actionRoles)
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	for _, n := range nodes {
		out = append(out, n.Role+" "+n.Name)
	}
	return out
}

// find returns what has the name: exactly, or else as its beginning, or else within it. Things may be called the same
// when they do the same; the first that can be seen is taken. within, when not empty, is a CSS selector of the part of
// the page to look in.
func (t *Tab) find(roles []string, name, within string) (Node, error) {
	want := Squeeze(name)
	var seen []Node
	for end := time.Now().Add(8 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		nodes, err := t.nodes(roles)
		if err != nil {
			return Node{}, err
		}
		seen = nodes
		for _, matches := range []func(string) bool{
			func(s string) bool { return s == want },
			func(s string) bool { return strings.HasPrefix(s, want) },
			func(s string) bool { return strings.Contains(s, want) },
		} {
			for _, n := range nodes {
				if !matches(n.Name) {
					continue
				}
				in, err := callOn[bool](t, n, `function (within) {
					const r = this.getClientRects();
					return r.length > 0 && (!within || !!this.closest(within));
				}`, within)
				if err == nil && in {
					return n, nil
				}
			}
		}
		if time.Now().After(end) {
			break
		}
	}
	var have []string
	for _, n := range seen {
		have = append(have, n.Name)
	}
	return Node{}, fmt.Errorf("%q %w at %s; there are %q", name, ErrNotFound, t.Path(), have)
}

// callOn calls a function with the element as this.
func callOn[T any](t *Tab, n Node, function string, args ...any) (T, error) {
	var zero T
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	o, err := chromedp.Call(ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.id})
	if err != nil {
		return zero, fmt.Errorf("reach %q: %w", n.Name, err)
	}
	var list []*runtime.CallArgument
	for _, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			return zero, err
		}
		list = append(list, &runtime.CallArgument{Value: b})
	}
	res, err := chromedp.Call(ctx, runtime.CallFunctionOn, runtime.CallFunctionOnParams{FunctionDeclaration: function,
		ObjectID: o.Object.ObjectID, Arguments: list, ReturnByValue: new(true)})
	switch {
	case err != nil:
		return zero, fmt.Errorf("ask %q: %w", n.Name, err)
	case res.ExceptionDetails != nil:
		return zero, fmt.Errorf("ask %q: %s", n.Name, res.ExceptionDetails.Text)
	}
	if len(res.Result.Value) == 0 {
		return zero, nil
	}
	var v T
	if err := json.Unmarshal(res.Result.Value, &v); err != nil {
		return zero, fmt.Errorf("ask %q: %w", n.Name, err)
	}
	return v, nil
}

// press taps or clicks the middle of something, which must not be covered by anything else.
func (t *Tab) press(n Node, times int) error {
	type point struct {
		X, Y float64
		Hit  string
	}
	p, err := callOn[point](t, n, `function () {
		this.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
		const r = [...this.getClientRects()].sort((a, b) => b.width * b.height - a.width * a.height)[0];
		const x = r.left + r.width / 2, y = r.top + r.height / 2;
		const hit = document.elementFromPoint(x, y);
		const ok = hit && (hit === this || this.contains(hit) || hit.contains(this) && hit.matches('label, a, button, summary')
			|| hit.closest('label')?.control === this);
		return {X: x, Y: y, Hit: ok ? '' : (hit ? hit.outerHTML.slice(0, 120) : 'nothing')};
	}`)
	if err != nil {
		return err
	}
	if p.Hit != "" {
		return fmt.Errorf("%q is covered by %s", n.Name, p.Hit)
	}
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	t.Taps++
	for range times {
		if t.look.Width <= 480 {
			err = chromedp.Do(ctx, chromedp.TapXY(p.X, p.Y))
		} else {
			err = chromedp.Do(ctx, chromedp.MouseClickXY(p.X, p.Y))
		}
		if err != nil {
			return fmt.Errorf("press %q: %w", n.Name, err)
		}
	}
	return nil
}

// Tap taps a link or button by its name, and waits for the page or fragment that it leads to.
func (t *Tab) Tap(name string) error { return t.TapIn("", name) }

// TapIn is [Tab.Tap] for what lies within the part of the page that a CSS selector names.
func (t *Tab) TapIn(within, name string) error {
	n, err := t.find(actionRoles, name, within)
	if err != nil {
		return err
	}
	if err := t.settled(func() error { return t.press(n, 1) }); err != nil {
		return fmt.Errorf("tap %q at %s: %w", name, t.Path(), err)
	}
	return nil
}

// DoubleTap taps twice, as quickly as can be.
func (t *Tab) DoubleTap(name string) error {
	n, err := t.find(actionRoles, name, "")
	if err != nil {
		return err
	}
	return t.settled(func() error { return t.press(n, 2) })
}

// Toggle taps something that changes the page without asking the server: a menu, a disclosure, a box to tick.
func (t *Tab) Toggle(name string) error { return t.ToggleIn("", name) }

// ToggleIn is [Tab.Toggle] within the part of the page that a CSS selector names.
func (t *Tab) ToggleIn(within, name string) error {
	n, err := t.find(actionRoles, name, within)
	if err != nil {
		return err
	}
	return t.press(n, 1)
}

// Has tells whether there is something to act on with the name, now.
func (t *Tab) Has(name string) bool {
	nodes, err := t.nodes(append(slices.Clone(actionRoles), fieldRoles...))
	return err == nil && slices.ContainsFunc(nodes, func(n Node) bool { return n.Name == Squeeze(name) })
}

// Fill writes a text into a field instead of what stands there, or chooses the option with the text.
func (t *Tab) Fill(name, value string) error { return t.FillIn("", name, value) }

// FillIn is [Tab.Fill] within the part of the page that a CSS selector names.
func (t *Tab) FillIn(within, name, value string) error {
	n, err := t.find(fieldRoles, name, within)
	if err != nil {
		return err
	}
	kind, err := callOn[string](t, n, `function () { return this.tagName === 'INPUT' ? this.type : this.tagName.toLowerCase(); }`)
	if err != nil {
		return err
	}
	switch kind {
	case "select", "date", "month", "time":
		t.Taps += 2 // open, choose
		ok, err := callOn[bool](t, n, `function (value) {
			if (this.tagName === 'SELECT') {
				const o = [...this.options].find((o) => o.text.trim() === value || o.value === value)
					|| [...this.options].find((o) => o.text.trim().startsWith(value));
				if (!o) return false;
				value = o.value;
			}
			this.focus();
			this.value = value;
			this.dispatchEvent(new Event('input', {bubbles: true}));
			this.dispatchEvent(new Event('change', {bubbles: true}));
			return this.value === value;
		}`, value)
		if err == nil && !ok {
			return fmt.Errorf("%q cannot be chosen in %q", value, name)
		}
		return err
	}
	if err := t.press(n, 1); err != nil {
		return err
	}
	if _, err := callOn[bool](t, n, `function () { this.focus(); this.select?.(); return true; }`); err != nil {
		return err
	}
	return t.Type(value)
}

// Value returns what a field holds.
func (t *Tab) Value(name string) (string, error) {
	n, err := t.find(fieldRoles, name, "")
	if err != nil {
		return "", err
	}
	return callOn[string](t, n, `function () { return this.value; }`)
}

// Choose gives a file field a file on this machine.
func (t *Tab) Choose(name, file string) error {
	n, err := t.find([]string{"button", "textbox"}, name, "")
	if err != nil {
		return err
	}
	t.Taps += 2
	_, err = chromedp.Call(t.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, BackendNodeID: n.id})
	return err
}

// Type puts text in where the focus is, in place of what is marked, as the keyboard of a phone does.
func (t *Tab) Type(s string) error {
	if s == "" {
		return t.Key(kb.Backspace)
	}
	_, err := chromedp.Call(t.ctx, input.InsertText, input.InsertTextParams{Text: s})
	return err
}

// Key presses keys one by one; see package kb for those without a letter.
func (t *Tab) Key(keys string, modifiers ...kb.Modifier) error {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// Focused returns what has the focus; the zero Node when nothing has.
func (t *Tab) Focused() (Node, error) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	o, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.activeElement`})
	if err != nil || o.Result == nil || o.Result.ObjectID == "" {
		return Node{}, err
	}
	res, err := chromedp.Call(ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: o.Result.ObjectID, FetchRelatives: new(false)})
	if err != nil || len(res.Nodes) == 0 {
		return Node{}, err
	}
	n := res.Nodes[0]
	return Node{Role: text(n.Role), Name: Squeeze(text(n.Name)), id: n.BackendDOMNodeID}, nil
}

// TabTo presses the tab key until the focus is on what has the name, and the focus can be seen.
func (t *Tab) TabTo(name string) error {
	var passed []string
	for range 200 {
		if err := t.Key(kb.Tab); err != nil {
			return err
		}
		n, err := t.Focused()
		if err != nil {
			return err
		}
		if n.Name == Squeeze(name) && n.Role != "RootWebArea" {
			seen, err := callOn[string](t, n, `function () {
				const s = getComputedStyle(this), r = this.getBoundingClientRect();
				if (r.bottom < 0 || r.top > innerHeight) return 'out of sight';
				const label = this.labels?.[0], l = label ? getComputedStyle(label) : s;
				const ring = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none';
				return ring(s) || ring(l) || ring(getComputedStyle(this.parentElement)) ? '' : 'without a visible ring';
			}`)
			if err != nil {
				return err
			}
			if seen != "" {
				return fmt.Errorf("focus on %q at %s is %s", name, t.Path(), seen)
			}
			return nil
		}
		passed = append(passed, n.Name)
	}
	return fmt.Errorf("the tab key does not reach %q at %s; it passed %q", name, t.Path(), passed[:min(len(passed), 60)])
}

// Enter presses Enter where the focus is and waits for the page or fragment that it leads to.
func (t *Tab) Enter() error {
	if err := t.settled(func() error { return t.Key(kb.Enter) }); err != nil {
		return fmt.Errorf("enter at %s: %w", t.Path(), err)
	}
	return nil
}
