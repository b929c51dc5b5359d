package plans

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// askReject asks before all that waits in a section is rejected, and says how many that is.
func (p *Pages) askReject(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	all, err := p.Store.Commitments(r.Context(), plan.ID)
	if err != nil {
		return err
	}
	ch, section := readChoice(r), r.URL.Query().Get("del")
	back := ch.address(plan.ID, 0)
	list := slices.DeleteFunc(all, func(c store.Commitment) bool { return c.State != district.Proposed || allIn(c.SectionPath) != section })
	n, formal := len(list), 0
	if n == 0 {
		return web.Redirect(w, r, back, "Det finns inget kvar att avvisa.")
	}
	v := ui.Confirm{Action: ch.keep(paths.RejectAll(plan.ID)), Once: web.NewOnce(), CancelHref: back, Calm: true}
	for _, c := range list {
		if c.Kind == planimport.Formal {
			formal++
		}
		v.Hidden = append(v.Hidden, ui.Pair{Name: "mening", Value: strconv.FormatInt(c.ID, 10)})
	}
	what := sv.Count(n, "förslag", "förslag")
	v.Title = "Avvisa " + what + "?"
	v.Text = "Alla förslag i avsnittet ”" + strings.TrimPrefix(section, "-") + "” som ingen har bestämt om än"
	if section == "-" {
		v.Text = "Alla förslag i ”" + plan.Name + "” som ingen har bestämt om än"
	}
	if formal > 0 {
		v.Text += fmt.Sprintf(", av dem %s som står som mål i texten", sv.Int(formal))
	}
	v.Text += "."
	v.Points = []string{sv.Plural(n, "Det blir inget mål.", "De blir inga mål.") + " Texten står kvar i planen som den är.",
		"Du kan ångra alla på en gång direkt efteråt, och ett i taget senare."}
	v.Label = "Avvisa " + what
	return web.Render(w, r, http.StatusOK, head("Avvisa alla", ui.Crumb{Label: plan.Name, Href: paths.Plan(plan.ID)},
		ui.Crumb{Label: "Granska målen", Href: paths.ReviewPlan(plan.ID)}), asIs[ui.Confirm], v)
}

func (p *Pages) rejectAll(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	ids := f.IDs("mening", "Meningar")
	if err := f.Err(); err != nil {
		return err
	}
	ch := readChoice(r)
	back := ch.address(plan.ID, 0)
	done, err := p.Store.RejectAll(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, ids)
	if err != nil {
		return err
	}
	n := int(done)
	if n == 0 {
		return web.RedirectWarn(w, r, back, "Inget ändrades. Någon annan hann bestämma om meningarna före dig.")
	}
	message := sv.Count(n, "förslag är avvisat", "förslag är avvisade") + sv.Plural(n, " och blir inget mål.", " och blir inga mål.")
	if left := len(ids) - n; left > 0 {
		// Which ones somebody else has decided on is not told here, and theirs are not taken back with these.
		return web.RedirectWarn(w, r, back, message+" Om "+sv.Count(left, "mening", "meningar")+" hade någon annan redan bestämt. Dina kan ångras en i taget.")
	}
	undo := ch.keep(paths.With(paths.UnrejectAll(plan.ID), "meningar", spans(ids)))
	if len(undo) > longestUndo {
		return web.Redirect(w, r, back, message+" De kan ångras ett i taget.")
	}
	return web.RedirectUndo(w, r, back, message, undo)
}

// longestUndo is how long the address of an undoing may be: it is kept in a cookie.
const longestUndo = 2000

func (p *Pages) unrejectAll(w http.ResponseWriter, r *http.Request) error {
	plan, err := p.plan(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	back := readChoice(r).address(plan.ID, 0)
	done, err := p.Store.UnrejectAll(r.Context(), web.Of(r).Actor(), web.Once(r), plan.ID, readSpans(r.URL.Query().Get("meningar")))
	if err != nil {
		return err
	}
	if done == 0 {
		return web.RedirectWarn(w, r, back, "Inget ändrades. Någon annan har redan ändrat besluten.")
	}
	return web.Redirect(w, r, back, sv.Count(int(done), "förslag väntar", "förslag väntar")+" på beslut igen.")
}

// spans writes ids for an address: those of a section mostly follow on each other, "12-30.34".
func spans(ids []int64) string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []string
	for len(ids) > 0 {
		n := 1
		for n < len(ids) && ids[n] == ids[n-1]+1 {
			n++
		}
		text := strconv.FormatInt(ids[0], 10)
		if n > 1 {
			text += "-" + strconv.FormatInt(ids[n-1], 10)
		}
		out, ids = append(out, text), ids[n:]
	}
	return strings.Join(out, ".")
}

// mostSpanned is how many ids an address can name.
const mostSpanned = 5000

// readSpans reads what [spans] writes, as far as it can be read.
func readSpans(text string) []int64 {
	var out []int64
	for part := range strings.SplitSeq(text, ".") {
		first, last, ok := strings.Cut(part, "-")
		if !ok {
			last = first
		}
		from, err1 := strconv.ParseInt(first, 10, 64)
		to, err2 := strconv.ParseInt(last, 10, 64)
		if err1 != nil || err2 != nil || from < 1 || to < from || to-from >= int64(mostSpanned-len(out)) {
			continue
		}
		for id := from; id <= to; id++ {
			out = append(out, id)
		}
	}
	return out
}
