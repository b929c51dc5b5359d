package mergers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/mergers"
	"verkstad/templates/ui"
)

// Which one lives on after a merger, as the form and the address say it.
const (
	intoOther = "andra"
	intoThis  = "denna"
	intoNew   = "ny"
)

// maxWith is how many a unit can be merged with in the form, maxNew how many it can be divided into.
const (
	maxWith = 3
	maxNew  = 4
)

// A plan is what is to happen to a unit, before it is chosen what goes on. It is in the address of the choices.
type plan struct {
	kind  district.ReorganisationKind
	day   district.Date
	with  []int64  // of a merger
	into  string   // of a merger
	names []string // of new ones
	keep  bool     // of a split
}

// readPlan reads the address; what it cannot mean is left out, and complained of by the store.
func readPlan(v url.Values) plan {
	pl := plan{kind: district.Merger, into: v.Get("till"), names: slices.Clone(v["namn"]), keep: v.Get("kvar") == "ja"}
	if v.Get("vad") == "dela" {
		pl.kind = district.Split
	}
	if d, ok := form.ParseDate(v.Get("dag")); ok {
		pl.day = d
	}
	for _, s := range v["med"] {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && len(pl.with) < maxWith {
			pl.with = append(pl.with, n)
		}
	}
	if len(pl.names) > maxNew {
		pl.names = pl.names[:maxNew]
	}
	for i, n := range pl.names { // an address can be written by hand: names are held to what the form holds them to
		f := form.New(url.Values{"name": {n}})
		if pl.names[i] = f.OptionalText("name", "Namn", 120); f.HasErrors() {
			pl.names = nil
			break
		}
	}
	return pl
}

// query is the plan as its address says it.
func (pl plan) query() url.Values {
	v := url.Values{"dag": {pl.day.String()}}
	if pl.kind == district.Split {
		v.Set("vad", "dela")
		if pl.keep {
			v.Set("kvar", "ja")
		}
	} else {
		v.Set("till", pl.into)
	}
	for _, id := range pl.with {
		v.Add("med", strconv.FormatInt(id, 10))
	}
	for _, n := range pl.names {
		v.Add("namn", n)
	}
	return v
}

// reorganisation is the plan for the store, without anything that goes on.
func (pl plan) reorganisation(u store.Unit) store.NewReorganisation {
	in := store.NewReorganisation{Kind: pl.kind, Day: pl.day, Keep: pl.keep}
	if pl.kind == district.Split {
		in.From = []int64{u.ID}
		for _, n := range pl.names {
			in.To = append(in.To, store.Successor{Name: n})
		}
		return in
	}
	all := append([]int64{u.ID}, pl.with...)
	switch {
	case pl.into == intoNew:
		in.From, in.To = all, []store.Successor{{}}
		if len(pl.names) > 0 {
			in.To[0].Name = pl.names[0]
		}
	case pl.into == intoThis:
		in.From, in.To = pl.with, []store.Successor{{Unit: u.ID}}
	case len(pl.with) > 0:
		in.To = []store.Successor{{Unit: pl.with[0]}}
		in.From = slices.DeleteFunc(all, func(id int64) bool { return id == pl.with[0] })
	}
	return in
}

// survivor is the unit that lives on after a merger, 0 for none.
func survivor(in store.NewReorganisation) int64 {
	if len(in.To) == 1 {
		return in.To[0].Unit
	}
	return 0
}

func (p *Pages) start(w http.ResponseWriter, r *http.Request, u store.Unit) error {
	f := form.Empty()
	f.Set("day", web.Of(r).Today().String())
	f.Set("into", intoOther)
	f.Set("keep", "ja")
	return p.showStart(w, r, http.StatusOK, u, f, r.URL.Query().Get("vad") == "dela")
}

func (p *Pages) showStart(w http.ResponseWriter, r *http.Request, status int, u store.Unit, f *form.Form, divide bool) error {
	merge, split := paths.Reorganise(u.Kind, u.Slug), paths.Divide(u.Kind, u.Slug)
	v := view.StartView{F: f, Kicker: u.Kind.Name(), Title: "Slå ihop " + u.Name + " med en annan", Action: merge, Once: web.NewOnce(), Back: paths.Unit(u.Kind, u.Slug), Divide: divide, Name: u.Name,
		Lead: "Först vad som ska ske, sedan vad som går vidare. Innan något ändras ser du precis vad som händer."}
	v.Tabs = ui.Tabs{Label: "Vad ska ske?", Items: []ui.Tab{{Label: "Slå ihop", Href: merge, Current: !divide}, {Label: "Dela", Href: split, Current: divide}}}
	if !u.Closed.IsZero() {
		return web.RedirectWarn(w, r, v.Back, u.Name+" har redan en sista dag, "+sv.Date(u.Closed.AddDays(-1))+". Ångra den först.")
	}
	if divide {
		v.Title, v.Action = "Dela "+u.Name, split
		for i := range maxNew {
			v.NewNames = append(v.NewNames, "name"+strconv.Itoa(i))
		}
	} else {
		others, err := p.others(r, u)
		if err != nil {
			return err
		}
		for _, o := range others {
			v.Others = append(v.Others, ui.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
		}
		v.Into = []ui.Option{
			{Value: intoOther, Label: "Den andra", Hint: u.Name + " går upp i den. Är de fler lever den första vidare."},
			{Value: intoThis, Label: u.Name, Hint: "Den andra går upp här."},
			{Value: intoNew, Label: "En ny", Hint: "Alla slutar och en ny bildas."}}
		v.MoreWith = f.Get("with1") != "" || f.Get("with2") != ""
	}
	return web.Render(w, r, status, head(u, v.Title, ui.Crumb{Label: "Slå ihop eller dela"}), view.Start, v)
}

// decide reads what is to happen and leads on to what goes on.
func (p *Pages) decide(w http.ResponseWriter, r *http.Request, u store.Unit) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	divide := r.URL.Query().Get("vad") == "dela"
	pl := plan{kind: district.Merger, day: f.Date("day", "Från och med")}
	if divide {
		pl.kind, pl.keep = district.Split, f.Bool("keep")
		for i := range maxNew {
			field := "name" + strconv.Itoa(i)
			name := f.OptionalText(field, "Namn", 120)
			if i == 0 || i == 1 && !pl.keep {
				name = f.Text(field, "Namn på den nya", 120)
			}
			if name != "" {
				pl.names = append(pl.names, name)
			}
		}
	} else {
		pl.into = f.Choice("into", "Vilken lever vidare?", intoOther, intoThis, intoNew)
		for i := range maxWith {
			field := "with" + strconv.Itoa(i)
			id := f.OptionalID(field, "Med")
			if i == 0 && id == 0 && f.Error(field) == "" {
				f.Fail(field, "Välj vem "+u.Name+" slås ihop med.")
			}
			if id != 0 {
				pl.with = append(pl.with, id)
			}
		}
		if pl.into == intoNew {
			pl.names = []string{f.Text("name", "Namn på den nya", 120)}
		}
	}
	if f.HasErrors() {
		return p.showStart(w, r, http.StatusUnprocessableEntity, u, f, divide)
	}
	// What cannot be is said here, where it can be changed.
	if err := p.tryPlan(r, u, pl); err != nil {
		if failPlan(err, f, divide) {
			return p.showStart(w, r, http.StatusUnprocessableEntity, u, f, divide)
		}
		return err
	}
	return web.Redirect(w, r, paths.ChooseForReorganisation(u.Kind, u.Slug, pl.query()), "")
}

// planFields are the fields of the store's complaints that are about the plan, and those of the form of it.
func planFields(divide bool) map[string]string {
	if divide {
		return map[string]string{"": "", "day": "day", "with": "", "name": "name0"}
	}
	return map[string]string{"": "", "day": "day", "with": "with0", "name": "name"}
}

// failPlan puts complaints about a plan at the fields of its form, and tells whether there were any.
func failPlan(err error, f *form.Form, divide bool) bool {
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		return false
	}
	about := false
	for _, c := range invalid.Fields {
		if field, ok := planFields(divide)[c.Field]; ok {
			f.Fail(field, c.Message)
			about = true
		}
	}
	return about
}

// startAgain shows the form of a plan that has turned out to be impossible, as it was filled in.
func (p *Pages) startAgain(w http.ResponseWriter, r *http.Request, u store.Unit, pl plan, err error) error {
	f := form.Empty()
	f.Set("day", pl.day.String())
	f.Set("into", pl.into)
	divide := pl.kind == district.Split
	if pl.keep {
		f.Set("keep", "ja")
	}
	for i, id := range pl.with {
		f.Set("with"+strconv.Itoa(i), strconv.FormatInt(id, 10))
	}
	for i, n := range pl.names {
		if divide {
			f.Set("name"+strconv.Itoa(i), n)
		} else {
			f.Set("name", n)
		}
	}
	if !failPlan(err, f, divide) {
		return err
	}
	return p.showStart(w, r, http.StatusUnprocessableEntity, u, f, divide)
}

// aboutPlan tells whether something is wrong with the plan, and not with what was chosen to go on.
func aboutPlan(err error) bool {
	var invalid *district.Invalid
	if !errors.As(err, &invalid) {
		return false
	}
	return slices.ContainsFunc(invalid.Fields, func(c district.FieldError) bool { _, ok := planFields(false)[c.Field]; return ok })
}

// tryPlan tries a plan out in which nothing goes on.
func (p *Pages) tryPlan(r *http.Request, u store.Unit, pl plan) error {
	q := web.Of(r)
	access := q.Access()
	_, _, err := p.Store.PreviewReorganisation(r.Context(), q.Actor(), q.Scope(storePerm), &access, pl.reorganisation(u))
	return err
}
