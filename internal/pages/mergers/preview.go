package mergers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/mergers"
	"verkstad/templates/ui"
)

// unitText is what was done, as a message.
func unitText(r store.ReorganisationRow, today district.Date) string {
	text := unitpage.ReorganisedText(r, today)
	if r.Day.After(today) {
		return text + " " + sv.Date(r.Day) + "."
	}
	return text + "."
}

// showPreview shows exactly what would happen; what is wrong with the choices is shown beside them.
func (p *Pages) showPreview(w http.ResponseWriter, r *http.Request, status int, u store.Unit, pl plan, in store.NewReorganisation, c store.ReorganisationChoices, f *form.Form) error {
	q := web.Of(r)
	access := q.Access()
	out, goals, err := p.Store.PreviewReorganisation(r.Context(), q.Actor(), q.Scope(storePerm), &access, in)
	if aboutPlan(err) {
		return p.startAgain(w, r, u, pl, err)
	}
	if web.Invalid(err, f) {
		return p.showChoose(w, r, http.StatusUnprocessableEntity, u, pl, in, c, f)
	}
	if err != nil {
		return err
	}
	label := "Slå ihop"
	if pl.kind == district.Split {
		label = "Dela"
	}
	hidden := chosen(r)
	v := view.PreviewView{Kicker: sentence(pl, in, c), Title: label + " den " + sv.Date(pl.day) + "?", Points: points(out, q.Today()), Lists: previewLists(out),
		Form: ui.Form{Action: paths.DoReorganisation(u.Kind, u.Slug, pl.query()), Once: web.NewOnce(), Hidden: append(slices.Clone(hidden), ui.Pair{Name: "seen", Value: out.Digest()}),
			Submit: label, SubmitKind: ui.Danger, CancelHref: paths.Unit(u.Kind, u.Slug)},
		Change: ui.PostButton{Label: "Ändra valen", Action: paths.ChooseForReorganisation(u.Kind, u.Slug, pl.query()), Once: web.NewOnce(),
			Hidden: append(slices.Clone(hidden), ui.Pair{Name: "andra", Value: "ja"}), Kind: ui.Plain}}
	switch {
	case pl.day.After(q.Today()):
		v.Lead = "Det sker av sig självt den dagen. Fram till dess kan du ställa in det."
	case pl.day.Before(q.Today()):
		v.Lead = "Dagen har redan varit. Siffror från och med den räknas om direkt, och det syns att det är ifyllt i efterhand."
	}
	if status == http.StatusConflict {
		v.Changed = &ui.Notice{Tone: ui.ToneWarn, Title: "Något har ändrats", Text: "Det här är vad som skulle hända nu. Läs igenom det en gång till."}
	}
	day := pl.day
	if day.Before(q.Today()) {
		day = q.Today()
	}
	v.GoalsLead = "Så står målen " + sv.Date(day) + "."
	if len(goals) == 0 {
		v.GoalsLead = "Inget mål ändras."
	}
	for _, g := range goals {
		title := "Mål " + g.Number + ": " + g.Title
		if g.Label != "" {
			title += " (" + g.Label + ")"
		}
		v.Goals = append(v.Goals, view.GoalRow{Title: title, Href: paths.Goal(g.ID), Before: figure(g.Before), After: figure(g.After),
			Badge: ui.Badge{Status: ui.Status(g.After.Status.Tone), Text: g.After.Status.Word}})
	}
	return web.Render(w, r, status, head(u, v.Title, ui.Crumb{Label: "Slå ihop eller dela", Href: paths.Reorganise(u.Kind, u.Slug)}, ui.Crumb{Label: "Så blir det"}), view.Preview, v)
}

// chosen is everything that was chosen, for the forms of the preview.
func chosen(r *http.Request) []ui.Pair {
	var names []string
	for name := range r.PostForm {
		for _, ours := range []string{"uppdrag", "behorighet", "omrade", "plats", "fakta"} {
			if name == ours || strings.HasPrefix(name, ours+"-") {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	var out []ui.Pair
	for _, name := range names {
		for _, value := range r.PostForm[name] {
			out = append(out, ui.Pair{Name: name, Value: value})
		}
	}
	return out
}

// figure is a value of a measure in words.
func figure(g store.GoalFigure) string {
	switch {
	case !g.Defined:
		return sv.None
	case !g.HasNumber:
		return g.Status.Word
	case g.Unknown > 0:
		return sv.Of(g.Value, g.Of) + ", " + sv.Count(g.Unknown, "okänd", "okända")
	}
	return sv.Of(g.Value, g.Of)
}

// points say in sentences what happens.
func points(out store.Reorganising, today district.Date) []string {
	last := sv.Date(out.Day.AddDays(-1))
	var all []string
	for _, u := range out.From {
		if u.Closes {
			all = append(all, u.Name+" finns till och med "+last+" och räknas inte i något mål efter den dagen.")
		}
	}
	for _, u := range out.To {
		if !u.New {
			continue
		}
		text := u.Name + " bildas " + sv.Date(out.Day) + "."
		if u.Facts != "" {
			text += " Kontaktvägar, mötesplats, lokal fråga och uppgift blir de som " + u.Facts + " har."
		}
		all = append(all, text)
	}
	struck, carried, room := 0, 0, 0
	for _, a := range out.Ended {
		switch {
		case a.Room:
			room++
		case a.Struck:
			struck++
		}
		if a.Carried {
			carried++
		}
	}
	if n := len(out.Ended) - struck - room; n > 0 {
		all = append(all, sv.Assignment.Count(n)+" slutar "+last+".")
	}
	if struck > 0 {
		all = append(all, sv.Assignment.Count(struck)+" hade inte börjat då och stryks. De som du har valt börjar i stället där de går vidare.")
	}
	if room > 0 {
		all = append(all, sv.Assignment.Count(room)+" i den som lever vidare slutar samma dag för att ge plats.")
	}
	if len(out.Ended) > 0 && carried == 0 {
		all = append(all, "Inget uppdrag går vidare.")
	} else if len(out.Ended) > 0 {
		all = append(all, sv.Assignment.Count(carried)+" går vidare. Det ger ingen behörighet av sig självt.")
	}
	switch n := len(out.Access); {
	case n > 0 && out.Day.After(today):
		all = append(all, sv.Count(n, "konto", "konton")+" förlorar behörighet "+sv.Date(out.Day)+".")
	case n > 0:
		all = append(all, sv.Count(n, "konto", "konton")+" förlorar behörighet i dag, vid nästa klick.")
	}
	all = append(all, areaPoints(out.Areas)...)
	closes := slices.ContainsFunc(out.From, func(u store.ReorganisedUnit) bool { return u.Closes })
	if out.Vacancies > 0 {
		text := "Det som är sagt om vakanta uppdrag följer inte med. I den som går vidare är ett uppdrag okänt tills någon säger något."
		if out.LateVacancies > 0 {
			text += " " + sv.Count(out.LateVacancies, "uppgift är daterad", "uppgifter är daterade") + " senare och räknas inte längre."
		}
		all = append(all, text)
	}
	if closes {
		all = append(all, "Kontaktvägar och lokal fråga står kvar på den stängda sidan och visas inte längre för andra.")
	}
	if out.ToCome > 0 {
		all = append(all, sv.Count(out.ToCome, "träff är inlagd", "träffar är inlagda")+" efter den dagen. Ställ in "+sv.Plural(out.ToCome, "den", "dem")+" eller lägg in på nytt hos den som går vidare.")
	}
	if out.Invited > 0 {
		all = append(all, "Inbjudan till "+sv.Count(out.Invited, "planerad träff", "planerade träffar")+" går över till "+out.To[0].Name+".")
	}
	if out.NotInvited > 0 {
		var to []string
		for _, u := range out.To {
			to = append(to, u.Name)
		}
		all = append(all, "Inbjudan till "+sv.Count(out.NotInvited, "planerad träff", "planerade träffar")+" är redan skriven. Bjud in också "+sv.List(to)+" på "+sv.Plural(out.NotInvited, "träffens sida", "träffarnas sidor")+".")
	}
	if out.HeldLate > 0 {
		all = append(all, sv.Count(out.HeldLate, "träff har hållits", "träffar har hållits")+" efter den dagen. De står kvar som de är.")
	}
	if n := out.LateRecords; n > 0 {
		all = append(all, sv.Count(n, "noterad händelse är daterad", "noterade händelser är daterade")+" efter den dagen och räknas inte längre. Skriv "+sv.Plural(n, "den", "dem")+" på den som går vidare i stället.")
	}
	if out.Documents > 0 {
		all = append(all, sv.Count(out.Documents, "dokument behöver", "dokument behöver")+" någon annan som tar fram dem.")
	}
	for _, g := range out.Goals {
		all = append(all, "Mål "+g.Number+" behöver en ny ansvarig: "+g.Title+".")
	}
	return append(all, "Det som har hänt fram till dess står kvar, i siffror, kurvor och historik.",
		fmt.Sprintf("Det går att ångra i %d dagar, så länge ingen har använt eller ändrat det som går vidare.", store.UndoDays))
}

// areaPoints say what becomes of the areas that end: those that go on, with whom as far as it is the same for all, those
// that one who goes on has already, and those that nobody of them takes over.
func areaPoints(areas []store.EndedArea) []string {
	var on, has, dropped []store.EndedArea
	for _, a := range areas {
		switch {
		case len(a.To) > 0:
			on = append(on, a)
		case len(a.Has) > 0:
			has = append(has, a)
		default:
			dropped = append(dropped, a)
		}
	}
	same := func(list []store.EndedArea, names func(store.EndedArea) []string) string {
		for _, a := range list {
			if !slices.Equal(names(a), names(list[0])) {
				return ""
			}
		}
		return sv.List(names(list[0]))
	}
	var all []string
	if n := len(on); n > 0 {
		text := sv.Area.Count(n) + " går vidare"
		if to := same(on, func(a store.EndedArea) []string { return a.To }); to != "" {
			text += " till " + to
		}
		all = append(all, text+".")
	}
	if n := len(has); n > 0 {
		who := same(has, func(a store.EndedArea) []string { return a.Has })
		if who == "" {
			who = "de som går vidare"
		}
		all = append(all, sv.Area.Count(n)+" har "+who+" redan.")
	}
	if n := len(dropped); n > 0 {
		all = append(all, sv.Area.Count(n)+" släpps.")
	}
	return all
}

// previewLists are what happens line by line.
func previewLists(out store.Reorganising) []view.PreviewList {
	anew := view.PreviewList{ID: "vidare", Title: "Går vidare", Open: true}
	for _, a := range out.Carried {
		anew.Rows = append(anew.Rows, person(a.Person)+": "+a.Post+" i "+a.Unit+", "+sv.Period(district.Through(a.From, a.Last)))
	}
	for _, a := range out.Covered {
		row := "Området " + a.Area + " i " + a.Unit
		if a.Already {
			row += ", som arbetar där redan"
		}
		anew.Rows = append(anew.Rows, row)
	}
	for _, g := range out.Given {
		anew.Rows = append(anew.Rows, sv.Join(" ", person(g.Person)+" får behörigheten "+authz.Role(g.Role).Name(), where(g.Unit), "från "+sv.Date(g.From)))
	}
	if len(anew.Rows) == 0 {
		anew.Lead = "Inget är valt att gå vidare."
	}
	all := []view.PreviewList{anew}
	if len(out.Access) > 0 {
		lost := view.PreviewList{ID: "behorighet", Title: "Förlorar behörighet", Open: true}
		for _, a := range out.Access {
			var roles []string
			for _, role := range a.Roles {
				roles = append(roles, authz.Role(role).Name())
			}
			row := person(a.Person) + ": " + sv.List(roles) + " i " + sv.List(a.Units)
			switch {
			case slices.ContainsFunc(out.Given, func(g store.GivenAccess) bool { return g.Account == a.Account }):
				row += ". Får en ny i stället."
			case a.Other:
				row += ". Har annan behörighet kvar."
			default:
				row += ". Når sedan ingenting i Verkstad."
			}
			lost.Rows = append(lost.Rows, row)
		}
		all = append(all, lost)
	}
	if len(out.Ended) > 0 {
		ended := view.PreviewList{ID: "slutar", Title: "Uppdrag som slutar"}
		for _, a := range out.Ended {
			row := a.Unit + ": " + a.Post + ", " + person(a.Person)
			switch {
			case a.Carried:
				row += " (går vidare)"
			case a.Struck:
				row += " (hade inte börjat)"
			}
			ended.Rows = append(ended.Rows, row)
		}
		all = append(all, ended)
	}
	if len(out.Areas) > 0 {
		areas := view.PreviewList{ID: "omraden", Title: "Vad som händer med områdena"}
		for _, a := range out.Areas {
			row := a.Area + " (" + a.Unit + ")"
			if len(a.To) > 0 {
				row += " går vidare till " + sv.List(a.To)
			}
			if len(a.Has) > 0 {
				row = sv.Join(", ", row, sv.List(a.Has)+" arbetar där redan")
			}
			if len(a.To)+len(a.Has) == 0 {
				row += " släpps"
			}
			areas.Rows = append(areas.Rows, row)
		}
		all = append(all, areas)
	}
	return all
}

func where(unit string) string {
	if unit == "" {
		return ""
	}
	return "i " + unit
}
