package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"verkstad/internal/htmlcheck"
)

// submit presses a button of a page's form, which has been filled in, and follows where it leads.
func (c *caller) submit(f *htmlcheck.Form, button string) *htmlcheck.Page {
	c.t.Helper()
	method, action, values := f.Press(button)
	if strings.EqualFold(method, http.MethodGet) {
		return c.page(action + "?" + values.Encode())
	}
	a := c.do(http.MethodPost, action, values)
	if a.Status == http.StatusSeeOther {
		return c.page(a.Location)
	}
	if a.Status != http.StatusOK {
		c.t.Fatalf("%s answers %d: %.600s", action, a.Status, a.Body)
	}
	return htmlcheck.Parse(c.t, a.Body)
}

// previewMerger goes as far as to what a merger of one association into another would do, and returns what its last
// button posts.
func (c *caller) previewMerger(slug, into string) (action string, values url.Values) {
	c.t.Helper()
	start := c.page(c.page("/foreningar/" + slug).Link("Slå ihop eller dela"))
	choose := c.submit(start.Form("Välj vad som går vidare").Choose("Med", into), "Välj vad som går vidare")
	preview := c.submit(choose.Form("Visa vad som händer"), "Visa vad som händer")
	preview.HasText("går upp i " + into)
	_, action, values = preview.Form("Slå ihop").Press("Slå ihop")
	return action, values
}

// TestKilledWhileMerging: the program is killed between the preview of a merger and the merger, and again when that has
// been written and the answer has not come. Nothing stays of the preview; the merger is there once, and undone once.
func TestKilledWhileMerging(t *testing.T) {
	t.Parallel()
	database := demoData.NewURL(t)
	p := run(t, database).ready()
	office := p.caller().logIn(staff)
	const standing = `SELECT count(*) FROM reorganisations r JOIN reorganisation_units x ON x.reorganisation_id = r.id JOIN units u ON u.id = x.unit_id
		WHERE u.slug = 'farsta' AND r.undone_on IS NULL`
	action, values := office.previewMerger("farsta", "Vantör")
	if n := ask(t, database, standing); n != 0 {
		t.Fatalf("a preview left %d mergers", n)
	}
	p.kill()
	p.start()
	p.ready()
	lost := func(action string, values url.Values) {
		t.Helper()
		target, err := url.Parse(p.URL)
		if err != nil {
			t.Fatal(err)
		}
		status := make(chan int, 1)
		plug := httptest.NewServer(&httputil.ReverseProxy{
			Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
			ModifyResponse: func(r *http.Response) error {
				p.kill()
				status <- r.StatusCode
				panic(http.ErrAbortHandler)
			},
		})
		defer plug.Close()
		if a, err := office.at(plug.URL).send(t.Context(), http.MethodPost, action, values); err == nil {
			t.Fatalf("the answer %d came through", a.Status)
		}
		if s := <-status; s != http.StatusSeeOther {
			t.Fatalf("the lost answer to %s was %d", action, s)
		}
		p.start()
		p.ready()
	}
	twice := func(action string, values url.Values) string {
		t.Helper()
		first, again := office.do(http.MethodPost, action, values), office.do(http.MethodPost, action, values)
		if first.Status != http.StatusSeeOther || again.Status != http.StatusSeeOther || first.Location != again.Location {
			t.Errorf("posting %s again is answered %d to %q, then %d to %q", action, first.Status, first.Location, again.Status, again.Location)
		}
		return first.Location
	}
	lost(action, values)
	page := office.page(twice(action, values))
	if n := ask(t, database, standing); n != 1 {
		t.Errorf("there are %d mergers", n)
	}
	page.HasText("Farsta gick upp i Vantör")
	one := office.page(office.page("/sammanslagningar").Link("Farsta gick upp i Vantör"))
	_, action, values = office.page(one.Link("Ångra")).Form("Ångra").Press("Ångra")
	lost(action, values)
	twice(action, values)
	if n := ask(t, database, standing); n != 0 {
		t.Errorf("undone, there are %d mergers", n)
	}
	if n := ask(t, database, `SELECT count(*) FROM units WHERE slug = 'farsta' AND closed IS NULL AND merged_into IS NULL`); n != 1 {
		t.Error("undone, Farsta is closed")
	}
}

// TestTwoMergeTheSameUnits: of two in the office who have seen the same preview and press at the same time, one merges;
// the other is told, and nothing is done twice. So it is when each wants another direction.
func TestTwoMergeTheSameUnits(t *testing.T) {
	t.Parallel()
	database := demoData.NewURL(t)
	p := run(t, database).ready()
	for _, c := range []struct{ one, other [3]string }{ // which, into which, and the address of that
		{[3]string{"farsta", "Vantör", "vantor"}, [3]string{"farsta", "Vantör", "vantor"}},
		{[3]string{"nacka", "Tyresö", "tyreso"}, [3]string{"tyreso", "Nacka", "nacka"}},
	} {
		a, b := p.caller().logIn(staff), p.caller().logIn(staff)
		first, firstValues := a.previewMerger(c.one[0], c.one[1])
		second, secondValues := b.previewMerger(c.other[0], c.other[1])
		var wg sync.WaitGroup
		answers := make([]answered, 2)
		wg.Go(func() {
			answers[0], _ = a.send(context.WithoutCancel(t.Context()), http.MethodPost, first, firstValues)
		})
		wg.Go(func() {
			answers[1], _ = b.send(context.WithoutCancel(t.Context()), http.MethodPost, second, secondValues)
		})
		wg.Wait()
		won := 0
		for i, x := range answers {
			plan := [][3]string{c.one, c.other}[i]
			switch {
			case x.Status == http.StatusSeeOther && x.Location == "/foreningar/"+plan[2]:
				won++
			case x.Status == http.StatusSeeOther && x.Location == "/foreningar/"+plan[0]: // with a warning: it has a last day already
			case x.Status == http.StatusUnprocessableEntity || x.Status == http.StatusConflict:
				htmlcheck.Parse(t, x.Body).Valid()
			default:
				t.Errorf("%v: the other is answered %d to %q: %.400s", c, x.Status, x.Location, x.Body)
			}
		}
		if won != 1 {
			t.Errorf("%v: %d of two merged", c, won)
		}
		if n := ask(t, database, `SELECT count(*) FROM reorganisations r WHERE r.undone_on IS NULL AND EXISTS (
			SELECT FROM reorganisation_units x JOIN units u ON u.id = x.unit_id WHERE x.reorganisation_id = r.id AND u.slug = $1)`, c.one[0]); n != 1 {
			t.Errorf("%v: there are %d mergers", c, n)
		}
	}
}
