package associations

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/csvio"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/associations"
	"verkstad/templates/ui"
)

// The columns of the register's file. An export has them all, in this order; an import finds them by name.
const (
	colName    = "namn"
	colKind    = "slag"
	colAreas   = "områden"
	colPlace   = "mötesplats"
	colIssue   = "lokal fråga"
	colFounded = "grundad"
)

// contactColumns are the columns of contact ways. A cell may hold several, with a mark after the published ones.
var contactColumns = []struct {
	name string
	kind district.ContactKind
}{
	{"e-post", district.ContactEmail}, {"telefon", district.ContactPhone}, {"webbplats", district.ContactWeb},
	{"sociala medier", district.ContactSocial}, {"adress", district.ContactAddress},
}

const (
	contactSeparator = "|"
	publishedMark    = " (publicerad)"
	maxImport        = 512 << 10 // bytes
	maxImportRows    = 2000
)

func columns() []string {
	out := []string{colName, colKind, colAreas}
	for _, c := range contactColumns {
		out = append(out, c.name)
	}
	return append(out, colPlace, colIssue, colFounded)
}

func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	v := store.ViewOf(q.Access(), q.Actor(), q.Moment().Now, q.Today())
	v.Scope = q.Scope(authz.Export)
	records, err := p.Store.ExportAssociations(r.Context(), v, readList(r).filter(q.Today()))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csvio.NewWriter(&b)
	if err := out.Write(columns()...); err != nil {
		return err
	}
	for _, rec := range records {
		if err := out.Write(exportRow(rec)...); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="foreningar-`+q.Today().String()+`.csv"`)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes()) // the reader has gone away; there is nobody to tell
	return nil
}

func exportRow(r store.AssociationRecord) []string {
	cells := []string{r.Name, r.Kind.Name(), strings.Join(r.Areas(), ", ")}
	for _, col := range contactColumns {
		var ways []string
		for _, c := range r.Contacts {
			if c.Kind != col.kind {
				continue
			}
			way := c.Value
			if c.Published {
				way += publishedMark
			}
			ways = append(ways, way)
		}
		cells = append(cells, strings.Join(ways, " "+contactSeparator+" "))
	}
	return append(cells, r.MeetingPlace, r.LocalIssue, r.Founded.String())
}

// readRows reads a file. What is wrong with a cell stays with its row; what is wrong with the file is a
// [district.Invalid]. The columns that nobody reads are returned too.
func readRows(file []byte) (rows []store.ImportRow, ignored []string, err error) {
	t, err := csvio.Decode(bytes.NewReader(file), csvio.Limits{Bytes: maxImport, Rows: maxImportRows})
	if err != nil {
		return nil, nil, err
	}
	if err := t.Require(colName); err != nil {
		return nil, nil, err
	}
	if len(t.Rows) == 0 {
		return nil, nil, district.NewInvalid("", "Skriv minst en rad under rubrikraden.")
	}
	for _, h := range t.Header {
		if !slices.Contains(columns(), strings.ToLower(strings.Join(strings.Fields(h), " "))) {
			ignored = append(ignored, h)
		}
	}
	for _, r := range t.Rows {
		rows = append(rows, readRow(t, r))
	}
	return rows, ignored, nil
}

func readRow(t *csvio.Table, r csvio.Row) store.ImportRow {
	row := store.ImportRow{Number: r.Number}
	fail := func(column, why string) {
		if column != "" {
			why = sv.Capital(column) + ": " + why
		}
		row.Errors = append(row.Errors, why)
	}
	text := func(column, label string, max int) string {
		f := form.New(url.Values{column: {r.Get(column)}})
		s := f.OptionalText(column, label, max)
		if e := f.Error(column); e != "" {
			fail(column, e)
		}
		return s
	}
	row.Name = text(colName, "Namn", 120)
	if t.Has(colKind) && r.Get(colKind) != "" {
		switch strings.ToLower(r.Get(colKind)) {
		case "partiförening", "lokal", "association":
			row.Kind = district.KindAssociation
		case "branschförening", "bransch", "tradeassociation":
			row.Kind = district.KindTradeAssociation
		default:
			fail(colKind, "Skriv Partiförening eller Branschförening.")
		}
	}
	if t.Has(colAreas) {
		areas := []string{}
		for _, a := range strings.Split(r.Get(colAreas), ",") {
			if a = strings.TrimSpace(a); a != "" {
				areas = append(areas, a)
			}
		}
		row.Areas = &areas
	}
	for _, col := range contactColumns {
		if t.Has(col.name) {
			if row.Contacts == nil {
				row.Contacts = map[district.ContactKind][]store.UnitContact{}
			}
			row.Contacts[col.kind] = readContacts(r.Get(col.name), col.kind, func(why string) { fail(col.name, why) })
		}
	}
	if t.Has(colPlace) {
		s := text(colPlace, "Mötesplats", 200)
		row.MeetingPlace = &s
	}
	if t.Has(colIssue) {
		f := form.New(url.Values{colIssue: {r.Get(colIssue)}})
		s := f.OptionalMultiline(colIssue, "Lokal fråga", 200)
		if e := f.Error(colIssue); e != "" {
			fail(colIssue, e)
		}
		row.LocalIssue = &s
	}
	if t.Has(colFounded) {
		f := form.New(url.Values{colFounded: {r.Get(colFounded)}})
		d := f.OptionalDate(colFounded, "Grundad")
		if e := f.Error(colFounded); e != "" {
			fail(colFounded, e)
		}
		row.Founded = &d
	}
	return row
}

// readContacts reads a cell of contact ways of a kind.
func readContacts(cell string, kind district.ContactKind, fail func(string)) []store.UnitContact {
	out := []store.UnitContact{}
	for _, way := range strings.Split(cell, contactSeparator) {
		way = strings.TrimSpace(way)
		value, published := strings.CutSuffix(way, publishedMark)
		if value = strings.TrimSpace(value); value == "" {
			continue
		}
		f := form.New(url.Values{"v": {value}})
		switch kind {
		case district.ContactEmail:
			value = f.Email("v", kind.Name())
		case district.ContactPhone:
			value = f.Phone("v", kind.Name())
		case district.ContactWeb, district.ContactSocial:
			value = f.URL("v", kind.Name())
		default:
			value = f.Text("v", kind.Name(), 200)
		}
		if e := f.Error("v"); e != "" {
			fail(e)
			continue
		}
		out = append(out, store.UnitContact{Kind: kind, Value: value, Published: published})
	}
	return out
}

// importColumns explain the columns to people.
func importColumns() []ui.Definition {
	areas := "Kommuner och stadsdelsområden med komma mellan. Det som läggs till gäller från i dag, det som tas bort slutade i går."
	contacts := "Flera skrivs med " + contactSeparator + " mellan. Skriv (publicerad) efter den som får visas för alla."
	return []ui.Definition{
		{Term: colName, Text: "Måste finnas. En förening hittas på sitt namn."},
		{Term: colKind, Text: "Partiförening eller Branschförening. Behövs för nya."},
		{Term: colAreas, Text: areas},
		{Term: "e-post, telefon, webbplats, sociala medier, adress", Text: contacts},
		{Term: colPlace + ", " + colIssue, Text: "Högst 200 tecken."},
		{Term: colFounded, Text: "Ett datum, till exempel 1998-03-14."},
	}
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	return p.showImport(w, r, http.StatusOK, form.Empty())
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	v := view.ImportView{F: f, Action: paths.ImportAssociations, Back: paths.Associations, ExportHref: paths.ExportAssociations, Columns: importColumns()}
	return web.Render(w, r, status, p.unit().Head("Läs in föreningar", ui.Crumb{Label: "Läs in"}), view.Import, v)
}

func (p *Pages) dryRun(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	_, file, err := web.File(r, "file", maxImport)
	if err != nil && !web.Invalid(err, f) {
		return err
	}
	if len(file) == 0 {
		file = []byte(f.Get("csv"))
	}
	if len(bytes.TrimSpace(file)) == 0 && !f.HasErrors() {
		f.Fail("file", "Välj en fil, eller klistra in rader i rutan.")
	}
	if f.HasErrors() {
		return p.showImport(w, r, http.StatusUnprocessableEntity, f)
	}
	rows, ignored, err := readRows(file)
	if err != nil {
		if web.Invalid(err, f) {
			return p.showImport(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	return p.showDryRun(w, r, http.StatusOK, file, rows, ignored, nil)
}

// maxShownRows bounds how many rows of an import are drawn; those that change nothing give way first.
const maxShownRows = 300

func (p *Pages) showDryRun(w http.ResponseWriter, r *http.Request, status int, file []byte, rows []store.ImportRow, ignored []string, notice *ui.Notice) error {
	plan, err := p.Store.PlanImport(r.Context(), rows)
	if err != nil {
		return err
	}
	fresh, changed, same, refused := plan.Count(store.FateNew), plan.Count(store.FateChanged), plan.Count(store.FateUnchanged), plan.Count(store.FateRefused)
	v := view.DryRunView{Notice: notice, Action: paths.ImportAssociationsCommit, Once: web.NewOnce(), Back: paths.ImportAssociations,
		Hidden:      []ui.Pair{{Name: "data", Value: base64.StdEncoding.EncodeToString(file)}, {Name: "shown", Value: plan.Fingerprint}},
		Ready:       refused == 0 && fresh+changed > 0,
		SubmitLabel: "Läs in " + sv.Association.Count(fresh+changed),
		Figures: ui.Figures{Items: []ui.Figure{{Value: sv.Int(fresh), Label: "nya"}, {Value: sv.Int(changed), Label: "ändras"},
			{Value: sv.Int(same), Label: "oförändrade"}, {Value: sv.Int(refused), Label: "med fel"}}},
	}
	if len(ignored) > 0 {
		v.Ignored = "De här kolumnerna läses inte: " + sv.List(ignored) + "."
	}
	switch {
	case notice != nil:
	case refused > 0:
		v.Notice = &ui.Notice{Tone: ui.ToneBad, Title: sv.Row.Count(refused) + " behöver rättas",
			Text: "Rätta i filen och läs in den igen. Inget läses in så länge någon rad har fel."}
	case fresh+changed == 0:
		v.Notice = &ui.Notice{Tone: ui.ToneInfo, Title: "Filen ändrar ingenting", Text: "Allt i den står redan i registret."}
	}
	shown := slices.Clone(plan.Results)
	if len(shown) > maxShownRows {
		slices.SortStableFunc(shown, func(a, b store.ImportResult) int { return fateOrder[a.Fate] - fateOrder[b.Fate] })
		v.Rest = "… och " + sv.Row.Count(len(shown)-maxShownRows) + " till."
		shown = shown[:maxShownRows]
	}
	for _, res := range shown {
		v.Rows = append(v.Rows, fateRow(res))
	}
	return web.Render(w, r, status, p.unit().Head("Läs in föreningar", ui.Crumb{Label: "Läs in", Href: paths.ImportAssociations}, ui.Crumb{Label: "Det här händer"}), view.DryRun, v)
}

var fateOrder = map[store.Fate]int{store.FateRefused: 0, store.FateChanged: 1, store.FateNew: 2, store.FateUnchanged: 3}

func fateRow(res store.ImportResult) view.FateRow {
	row := view.FateRow{Number: strconv.Itoa(res.Number), Name: res.Name}
	if row.Name == "" {
		row.Name = "(utan namn)"
	}
	if res.Slug != "" {
		row.Href = paths.Association(res.Slug)
	}
	switch res.Fate {
	case store.FateNew:
		row.Badge = ui.Badge{Status: ui.StatusUpcoming, Text: "ny"}
	case store.FateChanged:
		row.Badge = ui.Badge{Status: ui.StatusOnTrack, Text: "ändras"}
	case store.FateUnchanged:
		row.Badge = ui.Badge{Status: ui.StatusDone, Text: "oförändrad"}
	default:
		row.Badge = ui.Badge{Status: ui.StatusMissed, Text: "fel"}
	}
	for _, e := range res.Errors {
		row.Lines = append(row.Lines, "Rad "+strconv.Itoa(res.Number)+": "+e)
	}
	for _, c := range res.Changes {
		switch {
		case c.Before == "":
			row.Lines = append(row.Lines, c.Field+": "+c.After)
		case c.After == "":
			row.Lines = append(row.Lines, c.Field+": "+c.Before+" tas bort")
		default:
			row.Lines = append(row.Lines, c.Field+": "+c.Before+" → "+c.After)
		}
	}
	return row
}

func (p *Pages) commitImport(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	file, err := base64.StdEncoding.DecodeString(f.Get("data"))
	if err != nil || len(file) == 0 || len(file) > maxImport {
		return web.RedirectWarn(w, r, paths.ImportAssociations, "Filen kom inte fram hel. Välj den igen.")
	}
	rows, ignored, err := readRows(file)
	if err != nil {
		if web.Invalid(err, f) {
			return p.showImport(w, r, http.StatusUnprocessableEntity, f)
		}
		return err
	}
	n, err := p.Store.ApplyImport(r.Context(), web.Of(r).Actor(), web.Once(r), rows, f.Get("shown"))
	var invalid *district.Invalid
	switch {
	case errors.Is(err, district.ErrConflict):
		return p.showDryRun(w, r, http.StatusConflict, file, rows, ignored, &ui.Notice{Tone: ui.ToneWarn, Title: "Registret har ändrats",
			Text: "Någon har ändrat i registret sedan du tittade. Inget är inläst. Det här händer nu i stället."})
	case errors.As(err, &invalid) && len(invalid.Fields) > 0:
		return p.showDryRun(w, r, http.StatusUnprocessableEntity, file, rows, ignored, &ui.Notice{Tone: ui.ToneBad, Title: "Inget är inläst",
			Text: invalid.Fields[0].Message})
	case err != nil:
		return fmt.Errorf("import associations: %w", err)
	}
	return web.Redirect(w, r, paths.Associations, sv.Association.Count(int(n))+" är inlästa.")
}
