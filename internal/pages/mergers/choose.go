package mergers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/mergers"
	"verkstad/templates/ui"
)

// storePerm is what every step of a reorganisation asks for.
const storePerm = authz.UnitManage

// Values of the form of a division.
const (
	stays = "kvar"
	ends  = "slutar"
)

// readChoices returns what can go on in the plan of the address. A plan that cannot be leads back to where it is made.
func (p *Pages) readChoices(r *http.Request, u store.Unit) (plan, store.NewReorganisation, store.ReorganisationChoices, error) {
	q := web.Of(r)
	pl := readPlan(r.URL.Query())
	in := pl.reorganisation(u)
	if len(in.From) == 0 || len(in.To) == 0 || pl.day.IsZero() {
		return pl, in, store.ReorganisationChoices{}, district.ErrNotFound
	}
	c, err := p.Store.ChooseForReorganisation(r.Context(), q.Actor(), q.Scope(storePerm), pl.day, in.From, survivor(in))
	return pl, in, c, err
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request, u store.Unit) error {
	pl, in, c, err := p.readChoices(r, u)
	if err != nil {
		return err
	}
	f := form.Empty()
	var areas []string
	for _, a := range c.Areas {
		id := strconv.FormatInt(a.ID, 10)
		if pl.kind == district.Split && pl.keep {
			f.SetAll("omrade-"+id, []string{stays})
		}
		if !a.Already {
			areas = append(areas, id)
		}
	}
	f.SetAll("omrade", areas)
	return p.showChoose(w, r, http.StatusOK, u, pl, in, c, f)
}

// successors are the names of the units that go on, in order.
func (pl plan) successors(in store.NewReorganisation, c store.ReorganisationChoices) []string {
	var out []string
	for _, t := range in.To {
		name := t.Name
		for _, x := range c.Units {
			if x.ID == t.Unit {
				name = x.Name
			}
		}
		out = append(out, name)
	}
	return out
}

func (p *Pages) showChoose(w http.ResponseWriter, r *http.Request, status int, u store.Unit, pl plan, in store.NewReorganisation, c store.ReorganisationChoices, f *form.Form) error {
	to := pl.successors(in, c)
	v := view.ChooseView{F: f, Kicker: sv.Join(", ", sentence(pl, in, c), "från och med "+sv.Date(pl.day)), Title: "Vad går vidare?", Once: web.NewOnce(),
		Action: paths.ChooseForReorganisation(u.Kind, u.Slug, pl.query()), Back: paths.Unit(u.Kind, u.Slug),
		NoGrants: "Ingen som har uppdrag här har en behörighet som kan följa med.",
		Lead:     "Det du inte kryssar slutar " + sv.Date(pl.day.AddDays(-1)) + " och står kvar i historiken."}
	if pl.kind == district.Split && pl.keep {
		v.Lead = "Det du inte flyttar stannar i " + u.Name + "."
	}
	for _, unit := range c.Units {
		if slices.Contains(in.From, unit.ID) {
			g := group(pl, unit, to, c, f)
			if g.Ticks != nil && slices.ContainsFunc(v.Groups, func(o view.ChooseGroup) bool { return o.Ticks != nil }) {
				g.Ticks.ID = "uppdrag-" + strconv.FormatInt(unit.ID, 10) // the first has the name
			}
			v.Groups = append(v.Groups, g)
		}
	}
	if len(c.Room) > 0 {
		v.Room = &ui.Checkboxes{F: f, Name: "plats", Label: "Slutar i " + to[0], Hint: "Kryssa den som ska lämna plats för någon du har kryssat här ovanför.", Optional: true}
		for _, a := range c.Room {
			v.Room.Options = append(v.Room.Options, ui.Option{Value: strconv.FormatInt(a.ID, 10), Label: a.PostName + ": " + person(a.PersonName)})
		}
	}
	if grants := grantOptions(c, to); len(grants) > 0 {
		v.Grants = &ui.Checkboxes{F: f, Name: "behorighet", Label: "Behörigheter som följer med", Optional: true, Options: grants,
			Hint: "Att uppdraget går vidare ger ingen behörighet. Det gör bara ett kryss här, och då måste uppdraget också gå vidare."}
	}
	v.Areas = areaFields(pl, u, to, c, f)
	p.factFields(&v, pl, in, c, f)
	v.Errors = choiceErrors(&v, f)
	return web.Render(w, r, status, head(u, v.Title, ui.Crumb{Label: "Slå ihop eller dela", Href: paths.Reorganise(u.Kind, u.Slug)}, ui.Crumb{Label: v.Title}), view.Choose, v)
}

// choiceErrors puts the store's complaints at the fields that they are about, where the page has them.
func choiceErrors(v *view.ChooseView, f *form.Form) []ui.FieldError {
	ticks := slices.ContainsFunc(v.Groups, func(g view.ChooseGroup) bool { return g.Ticks != nil })
	out := []ui.FieldError{}
	for _, e := range slices.Clone(f.Errors()) {
		field := ""
		switch {
		case e.Field == "assignments" && ticks:
			field = "uppdrag"
		case e.Field == "grants" && v.Grants != nil:
			field = "behorighet"
		case e.Field == "areas" && len(v.Areas) == 1 && v.Areas[0].Name == "omrade":
			field = "omrade"
		}
		if field != "" {
			f.Fail(field, e.Message)
		}
		out = append(out, ui.FieldError{Name: field, Text: e.Message})
	}
	return out
}

// sentence says what is to happen: "Danderyd går upp i Täby".
func sentence(pl plan, in store.NewReorganisation, c store.ReorganisationChoices) string {
	var from []string
	for _, id := range in.From {
		for _, x := range c.Units {
			if x.ID == id {
				from = append(from, x.Name)
			}
		}
	}
	to := sv.List(pl.successors(in, c))
	switch {
	case pl.kind == district.Split && pl.keep:
		return to + " bildas av en del av " + sv.List(from)
	case pl.kind == district.Split:
		return sv.List(from) + " delas i " + to
	case pl.into == intoNew:
		return sv.List(from) + " slås ihop till " + to
	}
	return sv.List(from) + " går upp i " + to
}

// group is the form about the assignments of one unit.
func group(pl plan, unit store.Unit, to []string, c store.ReorganisationChoices, f *form.Form) view.ChooseGroup {
	g := view.ChooseGroup{Title: "Uppdrag i " + unit.Name}
	ticks := ui.Checkboxes{F: f, Name: "uppdrag", Label: "Går vidare till " + to[0], Optional: true}
	for _, a := range c.Assignments {
		if a.UnitID != unit.ID {
			continue
		}
		id := strconv.FormatInt(a.ID, 10)
		label := a.PostName + ": " + person(a.PersonName)
		var hints []string
		if a.From.After(pl.day) {
			hints = append(hints, "Börjar "+sv.Date(a.From)+".")
		}
		if !a.Until.IsZero() {
			hints = append(hints, "Till och med "+sv.Date(a.Until.AddDays(-1))+".")
		}
		if pl.kind == district.Split {
			s := ui.Select{F: f, Name: "uppdrag-" + id, Label: label, Hint: strings.Join(hints, " ")}
			if pl.keep {
				s.Options = append(s.Options, ui.Option{Value: stays, Label: "Stannar i " + unit.Name})
			} else {
				s.Options = append(s.Options, ui.Option{Value: ends, Label: "Slutar"})
			}
			for i, name := range to {
				s.Options = append(s.Options, ui.Option{Value: strconv.Itoa(i), Label: "Går till " + name})
			}
			g.Places = append(g.Places, s)
			continue
		}
		if a.Already {
			hints = append(hints, "Har redan uppdraget i "+to[0]+".")
		}
		if len(a.Rivals) > 0 {
			hints = append(hints, "Bara en kan ha det i "+to[0]+", där "+sv.List(named(a.Rivals))+" har det. Kryssa i så fall också vem som slutar där.")
		}
		ticks.Options = append(ticks.Options, ui.Option{Value: id, Label: label, Hint: strings.Join(hints, " "), Disabled: a.Already})
	}
	switch {
	case len(ticks.Options) > 0:
		g.Ticks = &ticks
	case len(g.Places) == 0:
		g.Empty = "Inget uppdrag gäller då."
	}
	return g
}

func person(name string) string {
	if name == "" {
		return "Borttagen person"
	}
	return name
}

func named(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = person(n)
	}
	return out
}

// grantOptions are the accounts whose access can follow an assignment.
func grantOptions(c store.ReorganisationChoices, to []string) []ui.Option {
	where := "den nya"
	if len(to) == 1 {
		where = to[0]
	}
	var out []ui.Option
	for _, a := range c.Assignments {
		for _, g := range a.Grants {
			out = append(out, ui.Option{Value: strconv.FormatInt(g.ID, 10) + "-" + strconv.FormatInt(a.ID, 10),
				Label: person(a.PersonName) + " får vara " + g.Role.Name() + " i Verkstad för " + where + ". Följer uppdraget " + a.PostName + "."})
		}
	}
	return out
}

// areaFields ask which areas go on, and of a division where each of them goes.
func areaFields(pl plan, u store.Unit, to []string, c store.ReorganisationChoices, f *form.Form) []ui.Checkboxes {
	if len(c.Areas) == 0 {
		return nil
	}
	if pl.kind == district.Split {
		var out []ui.Checkboxes
		for _, a := range c.Areas {
			b := ui.Checkboxes{F: f, Name: "omrade-" + strconv.FormatInt(a.ID, 10), Label: "Området " + a.AreaName, Optional: true}
			if pl.keep {
				b.Options = append(b.Options, ui.Option{Value: stays, Label: "Stannar i " + u.Name})
			}
			for i, name := range to {
				b.Options = append(b.Options, ui.Option{Value: strconv.Itoa(i), Label: "Arbetas av " + name})
			}
			out = append(out, b)
		}
		return out
	}
	b := ui.Checkboxes{F: f, Name: "omrade", Label: "Områden som " + to[0] + " får", Optional: true}
	for _, a := range c.Areas {
		o := ui.Option{Value: strconv.FormatInt(a.ID, 10), Label: a.AreaName, Hint: "Från " + a.UnitName + "."}
		if a.Already {
			o.Hint = to[0] + " arbetar redan där."
		}
		b.Options = append(b.Options, o)
	}
	return []ui.Checkboxes{b}
}

// factFields ask where a new unit gets its contact ways from.
func (p *Pages) factFields(v *view.ChooseView, pl plan, in store.NewReorganisation, c store.ReorganisationChoices, f *form.Form) {
	switch {
	case pl.kind == district.Split:
		v.CopyFacts = &ui.Checkbox{F: f, Name: "fakta", Label: "De nya får samma kontaktvägar, mötesplats, lokal fråga och uppgift", Hint: "De kan ändras sedan. Annars börjar de utan."}
	case survivor(in) == 0:
		v.Facts = &ui.Select{F: f, Name: "fakta", Label: "Kontaktvägar, mötesplats, lokal fråga och uppgift", Empty: "Inga, de fylls i sedan", Optional: true}
		for _, x := range c.Units {
			v.Facts.Options = append(v.Facts.Options, ui.Option{Value: strconv.FormatInt(x.ID, 10), Label: "Samma som " + x.Name})
		}
	}
}

// readForm adds what was chosen to go on.
func readForm(f *form.Form, pl plan, u store.Unit, in store.NewReorganisation, c store.ReorganisationChoices) store.NewReorganisation {
	places := make([]string, 0, len(in.To)+1)
	for i := range in.To {
		places = append(places, strconv.Itoa(i))
	}
	if pl.kind == district.Split {
		for _, a := range c.Assignments {
			to := f.Get("uppdrag-" + strconv.FormatInt(a.ID, 10))
			if i := slices.Index(places, to); i >= 0 {
				in.Assignments = append(in.Assignments, store.CarriedAssignment{ID: a.ID, To: i})
			}
		}
		for _, a := range c.Areas {
			carried := store.CarriedArea{ID: a.ID}
			for _, to := range f.All("omrade-" + strconv.FormatInt(a.ID, 10)) {
				if i := slices.Index(places, to); i >= 0 {
					carried.To = append(carried.To, i)
				}
				carried.Stay = carried.Stay || to == stays
			}
			in.Areas = append(in.Areas, carried)
		}
		if f.Bool("fakta") {
			for i := range in.To {
				in.To[i].Facts = u.ID
			}
		}
	} else {
		for _, id := range ids(f.All("uppdrag")) {
			in.Assignments = append(in.Assignments, store.CarriedAssignment{ID: id})
		}
		for _, id := range ids(f.All("omrade")) {
			in.Areas = append(in.Areas, store.CarriedArea{ID: id, To: []int{0}})
		}
		in.Ends = ids(f.All("plats"))
		if facts := ids(f.All("fakta")); len(facts) == 1 && survivor(in) == 0 && slices.Contains(in.From, facts[0]) {
			in.To[0].Facts = facts[0]
		}
	}
	for _, pair := range f.All("behorighet") {
		grant, assignment, _ := strings.Cut(pair, "-")
		if both := ids([]string{grant, assignment}); len(both) == 2 {
			in.Grants = append(in.Grants, store.CarriedGrant{ID: both[0], Assignment: both[1]})
		}
	}
	return in
}

// ids reads ids, each once; what is none is left out.
func ids(values []string) []int64 {
	var out []int64
	for _, s := range values {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// preview shows what would happen, or the choices again when something is wrong or they are to be changed.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request, u store.Unit) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	pl, in, c, err := p.readChoices(r, u)
	if err != nil {
		return err
	}
	if f.Bool("andra") {
		return p.showChoose(w, r, http.StatusOK, u, pl, in, c, f)
	}
	return p.showPreview(w, r, http.StatusOK, u, pl, readForm(f, pl, u, in, c), c, f)
}

// do does it, when it is what was shown.
func (p *Pages) do(w http.ResponseWriter, r *http.Request, u store.Unit) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	pl, in, c, err := p.readChoices(r, u)
	if err != nil {
		return err
	}
	in = readForm(f, pl, u, in, c)
	if in.Seen = f.Get("seen"); in.Seen == "" {
		in.Seen = "-"
	}
	access := q.Access()
	id, err := p.Store.Reorganise(r.Context(), q.Actor(), web.Once(r), q.Scope(storePerm), &access, in)
	var changed *store.ChangedReorganisationError
	switch {
	case errors.As(err, &changed):
		return p.showPreview(w, r, http.StatusConflict, u, pl, in, c, f)
	case aboutPlan(err):
		return p.startAgain(w, r, u, pl, err)
	case web.Invalid(err, f):
		return p.showChoose(w, r, http.StatusUnprocessableEntity, u, pl, in, c, f)
	case err != nil:
		return err
	}
	return p.done(w, r, id)
}

// done leads to where the work goes on, with a way to undo.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, id int64) error {
	q := web.Of(r)
	c, err := p.Store.Reorganisation(r.Context(), store.ReorganisationView{Scope: q.Scope(storePerm)}, id)
	if err != nil {
		return err
	}
	to := c.To()[0]
	where := paths.Unit(to.Kind, to.Slug)
	if from := c.From()[0]; c.Day.After(q.Today()) || !from.Closes {
		where = paths.Unit(from.Kind, from.Slug)
	}
	return web.RedirectUndo(w, r, where, unitText(c.ReorganisationRow, q.Today()), paths.UndoReorganisation(id))
}
