package documents

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
	view "verkstad/templates/documents"
	"verkstad/templates/ui"
)

// dueName is the field of by when a step is to be taken; the conflict of two editors names it in the same way.
func dueName(s district.DocumentStep) string { return "due" + sv.Capital(string(s)) }

// units are the units of today to choose from, bodies before associations, and those that are chosen already.
func (p *Pages) units(r *http.Request, chosen ...int64) ([]ui.Option, error) {
	all, err := p.Store.Units(r.Context(), authz.Everything, district.Date{})
	if err != nil {
		return nil, err
	}
	today := web.Of(r).Today()
	order := append(store.BodyKinds(), district.AssociationKinds()...)
	slices.SortStableFunc(all, func(a, b store.Unit) int { return slices.Index(order, a.Kind) - slices.Index(order, b.Kind) })
	var out []ui.Option
	for _, u := range all {
		if u.Alive(today) || slices.Contains(chosen, u.ID) {
			out = append(out, ui.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name, Group: u.Kind.Plural()})
		}
	}
	return out, nil
}

func (p *Pages) new(w http.ResponseWriter, r *http.Request) error {
	f := form.Empty()
	f.SetAll("steps", []string{string(district.StepDrafted), string(district.StepConsulted), string(district.StepAdopted)})
	return p.showNew(w, r, http.StatusOK, f)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	v := view.EditView{F: f, Title: "Nytt dokument", Action: paths.NewDocument, Back: paths.Documents, Once: web.NewOnce(), Submit: "Lägg till"}
	return p.show(w, r, status, head(v.Title, ui.Crumb{Label: v.Title}), v)
}

// show shows the form of a document.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, h web.Head, v view.EditView, chosen ...int64) error {
	units, err := p.units(r, chosen...)
	if err != nil {
		return err
	}
	v.Owners, v.Adopters = units, units
	for _, k := range district.DocumentKinds() {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Label: k.Name()})
	}
	for _, s := range district.DocumentSteps() {
		v.Steps = append(v.Steps, ui.Option{Value: string(s), Label: s.Name()})
		v.Dues = append(v.Dues, view.DueField{Name: dueName(s), Label: s.Name()})
	}
	return web.Render(w, r, status, h, view.Edit, v)
}

// input reads the form of a document.
func input(f *form.Form) store.DocumentEdit {
	var kinds, steps []string
	for _, k := range district.DocumentKinds() {
		kinds = append(kinds, string(k))
	}
	for _, s := range district.DocumentSteps() {
		steps = append(steps, string(s))
	}
	in := store.DocumentEdit{Kind: district.DocumentKind(f.Choice("kind", "Slag", kinds...)), Name: f.Text("name", "Namn", 120), Owner: f.ID("owner", "Tas fram av"),
		Adopter: f.OptionalID("adopter", "Antas av"), Words: f.OptionalText("adopterWords", "Antas av, i ord", 200),
		Purpose: f.OptionalMultiline("purpose", "Syfte", 2000)}
	for _, s := range f.Choices("steps", "Steg", steps...) {
		step := district.DocumentStep(s)
		in.Steps = append(in.Steps, store.StepPlan{Step: step, Due: f.OptionalDate(dueName(step), step.Name()+", klart senast")})
	}
	if len(in.Steps) == 0 {
		f.Fail("steps", "Välj minst ett steg.")
	}
	return in
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := input(f)
	if f.HasErrors() {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := p.Store.CreateDocument(r.Context(), web.Of(r).Actor(), web.Once(r), in)
	if err != nil {
		if web.Invalid(err, f) {
			return p.showNew(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	return web.Redirect(w, r, paths.Document(id), in.Name+" finns nu. Skriv in varje steg när det är klart.")
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	d, err := p.read(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("kind", string(d.Kind))
	f.Set("name", d.Name)
	f.Set("owner", strconv.FormatInt(d.OwnerID, 10))
	if d.AdopterID != 0 {
		f.Set("adopter", strconv.FormatInt(d.AdopterID, 10))
	} else {
		f.Set("adopterWords", d.AdopterName)
	}
	f.Set("purpose", d.Purpose)
	var steps []string
	for _, s := range d.Steps {
		steps = append(steps, string(s.Step))
		f.Set(dueName(s.Step), s.Due.String())
	}
	f.SetAll("steps", steps)
	return p.showEdit(w, r, http.StatusOK, d.Document, f, d.Revision)
}

func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, d store.Document, f *form.Form, revision int) error {
	v := view.EditView{F: f, Kicker: d.Name, Title: "Ändra dokumentet", Action: paths.EditDocument(d.ID), Back: paths.Document(d.ID), Once: web.NewOnce(),
		Revision: strconv.Itoa(revision), Submit: "Spara"}
	return p.show(w, r, status, head("Ändra "+d.Name, crumb(d), ui.Crumb{Label: "Ändra"}), v, d.OwnerID, d.AdopterID)
}

func (p *Pages) update(w http.ResponseWriter, r *http.Request) error {
	d, err := p.read(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := input(f)
	if f.HasErrors() {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, d.Document, f, web.Revision(f))
	}
	if err := p.Store.EditDocument(r.Context(), web.Of(r).Actor(), web.Once(r), d.ID, web.Revision(f), in); err != nil {
		if web.Invalid(err, f) {
			return p.showEdit(w, r, http.StatusUnprocessableEntity, d.Document, f, web.Revision(f))
		}
		return err
	}
	return web.Redirect(w, r, paths.Document(d.ID), "Dokumentet är sparat.")
}

// readStep returns the document and the step in the address.
func (p *Pages) readStep(r *http.Request) (store.Document, store.DocumentStep, error) {
	d, err := p.read(r)
	if err != nil {
		return d.Document, store.DocumentStep{}, err
	}
	key, ok := paths.StepOf(web.Slug(r, "step"))
	if !ok {
		return d.Document, store.DocumentStep{}, district.ErrNotFound
	}
	s, ok := d.Step(key)
	if !ok {
		return d.Document, s, district.ErrNotFound
	}
	return d.Document, s, nil
}

func (p *Pages) stepForm(w http.ResponseWriter, r *http.Request) error {
	d, s, err := p.readStep(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("on", web.Of(r).Today().String())
	unit, words := int64(0), ""
	if s.Step == district.StepAdopted {
		unit, words = d.AdopterID, d.AdopterName
	}
	if !s.DoneOn.IsZero() {
		f.Set("on", s.DoneOn.String())
		unit, words = s.UnitID, s.Body
	}
	if unit != 0 {
		f.Set("unit", strconv.FormatInt(unit, 10))
	} else {
		f.Set("words", words)
	}
	f.Set("note", s.Note)
	return p.showStep(w, r, http.StatusOK, d, s, f, s.Revision)
}

// stepLabels ask who took a step.
var stepLabels = map[district.DocumentStep]string{district.StepDrafted: "Vem lade fram utkastet?", district.StepConsulted: "Vem skickade ut det?",
	district.StepAdopted: "Vem antog det?", district.StepCarriedOut: "Vem konstaterade att det är genomfört?"}

func (p *Pages) showStep(w http.ResponseWriter, r *http.Request, status int, d store.Document, s store.DocumentStep, f *form.Form, revision int) error {
	units, err := p.units(r, d.AdopterID, s.UnitID)
	if err != nil {
		return err
	}
	v := view.StepFormView{F: f, Kicker: d.Name, Title: s.Step.Name() + " klart", Action: paths.DocumentStep(d.ID, s.Step), Back: paths.Document(d.ID),
		Once: web.NewOnce(), Revision: strconv.Itoa(revision), ByLabel: stepLabels[s.Step], Units: units}
	if s.Step == district.StepConsulted {
		v.Title = "Remiss klar"
	}
	if !s.Due.IsZero() {
		v.Lead = "Ska vara klart senast " + sv.Date(s.Due) + "."
	}
	if s.Step == district.StepAdopted && d.AdopterName != "" {
		v.Lead = sv.Join(" ", v.Lead, "Antas av "+inSentence(d.AdopterName)+".")
	}
	return web.Render(w, r, status, head(v.Title+": "+d.Name, crumb(d), ui.Crumb{Label: v.Title}), view.Step, v)
}

// inSentence begins a name with a small letter; an abbreviation stays.
func inSentence(name string) string {
	r := []rune(name)
	if len(r) > 1 && strings.ToUpper(string(r[1])) == string(r[1]) {
		return name
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func (p *Pages) takeStep(w http.ResponseWriter, r *http.Request) error {
	d, s, err := p.readStep(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	in := store.StepTaken{On: f.Date("on", "Dag"), Unit: f.OptionalID("unit", "Organ"), Words: f.OptionalText("words", "Eller i ord", 200),
		Note: f.OptionalMultiline("note", "Anteckning", 500)}
	if f.HasErrors() {
		return p.showStep(w, r, http.StatusUnprocessableEntity, d, s, f, web.Revision(f))
	}
	if err := p.Store.TakeStep(r.Context(), web.Of(r).Actor(), web.Once(r), d.ID, s.Step, web.Revision(f), in); err != nil {
		if web.Invalid(err, f) {
			return p.showStep(w, r, http.StatusUnprocessableEntity, d, s, f, web.Revision(f))
		}
		return err
	}
	return web.RedirectUndo(w, r, paths.Document(d.ID), sv.Capital(s.Step.Done(d.Kind))+" "+sv.Date(in.On)+".", paths.UndoDocumentStep(d.ID, s.Step))
}

func (p *Pages) undoStep(w http.ResponseWriter, r *http.Request) error {
	d, s, err := p.readStep(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(w, r); err != nil {
		return err
	}
	err = p.Store.UndoStep(r.Context(), web.Of(r).Actor(), web.Once(r), d.ID, s.Step)
	var invalid *district.Invalid
	if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
		return web.RedirectWarn(w, r, paths.Document(d.ID), invalid.Fields[0].Message)
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Document(d.ID), "Steget är inte längre klart.")
}

func (p *Pages) archiveForm(w http.ResponseWriter, r *http.Request) error {
	d, err := p.read(r)
	if err != nil {
		return err
	}
	f := form.Empty()
	f.Set("from", web.Of(r).Today().String())
	return showArchive(w, r, http.StatusOK, d, f, d.Revision)
}

func showArchive(w http.ResponseWriter, r *http.Request, status int, d store.DocumentPage, f *form.Form, revision int) error {
	v := view.ArchiveView{F: f, Kicker: d.Kind.Name(), Title: "Arkivera " + d.Name + "?", Action: paths.ArchiveDocument(d.ID), Back: paths.Document(d.ID),
		Once: web.NewOnce(), Revision: strconv.Itoa(revision),
		Points: []string{"Det räknas inte längre som klart i något mål från och med dagen. Allt före dagen står kvar.",
			"Gör det när dokumentet har övergetts eller ersatts. Du kan ta tillbaka det."}}
	for _, g := range d.Goals {
		v.Points = append(v.Points, "Mål "+g.Number+", "+g.Title+", räknar stegen och kan inte nås så länge dokumentet är i arkivet.")
	}
	return web.Render(w, r, status, head(v.Title, crumb(d.Document), ui.Crumb{Label: "Arkivera"}), view.Archive, v)
}

func (p *Pages) archive(w http.ResponseWriter, r *http.Request) error {
	d, err := p.read(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	from := f.Date("from", "Från och med")
	if f.HasErrors() {
		return showArchive(w, r, http.StatusUnprocessableEntity, d, f, web.Revision(f))
	}
	if err := p.Store.ArchiveDocument(r.Context(), web.Of(r).Actor(), web.Once(r), d.ID, web.Revision(f), from); err != nil {
		if web.Invalid(err, f) {
			return showArchive(w, r, http.StatusUnprocessableEntity, d, f, web.Revision(f))
		}
		return err
	}
	return web.Redirect(w, r, paths.Document(d.ID), d.Name+" är i arkivet.")
}

func (p *Pages) restore(w http.ResponseWriter, r *http.Request) error {
	d, err := p.read(r)
	if err != nil {
		return err
	}
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	err = p.Store.ArchiveDocument(r.Context(), web.Of(r).Actor(), web.Once(r), d.ID, web.Revision(f), district.Date{})
	if errors.Is(err, district.ErrConflict) {
		return web.RedirectWarn(w, r, paths.Document(d.ID), "Någon annan hann ändra det. Titta på det som står nu och försök igen.")
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, paths.Document(d.ID), d.Name+" är inte längre i arkivet.")
}
