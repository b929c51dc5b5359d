package records

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/csvio"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/records"
	"verkstad/templates/ui"
)

// rowsPerPage is how many records the list shows at a time.
const rowsPerPage = 50

var stateOptions = []ui.Option{{Value: paths.RecordsDone, Label: "Genomförda"}, {Value: paths.RecordsPlanned, Label: "Planerade"},
	{Value: paths.RecordsLate, Label: "Dagen har passerat"}, {Value: paths.RecordsCancelled, Label: "Inställda"}}

// readFilter reads the filter of the address; what makes no sense is left out.
func readFilter(q *web.Req, r *http.Request) store.RecordFilter {
	get := r.URL.Query().Get
	f := store.RecordFilter{Unit: queryID(r, "vem")}
	if kind := queryID(r, "slag"); kind != 0 {
		f.Kinds = []int64{kind}
	}
	switch get("lage") {
	case paths.RecordsDone:
		f.State = district.RecordDone
	case paths.RecordsPlanned:
		f.State = district.RecordPlanned
	case paths.RecordsCancelled:
		f.State = district.RecordCancelled
	case paths.RecordsLate:
		f.Late = true
	case paths.RecordsStruck:
		f.Struck = q.Can(authz.RecordEdit)
	}
	if year, err := strconv.Atoi(get("ar")); err == nil && year > 1900 && year < 2200 {
		f.From, f.Until = district.NewDate(year, 1, 1), district.NewDate(year+1, 1, 1)
	}
	return f
}

// list shows the records.
func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	f := readFilter(q, r)
	page := web.Page(r)
	f.Limit, f.Offset = rowsPerPage, (page-1)*rowsPerPage
	scopes := store.RecordScopesOf(q.Access())
	l, err := p.Store.Records(r.Context(), scopes, q.Today(), f)
	if err != nil {
		return err
	}
	if pages := max(1, (l.Total+rowsPerPage-1)/rowsPerPage); page > pages { // an old address of a list that has become shorter
		page = pages
		f.Offset = (page - 1) * rowsPerPage
		if l, err = p.Store.Records(r.Context(), scopes, q.Today(), f); err != nil {
			return err
		}
	}
	h := head(q, "Händelser som räknas")
	h.Crumbs = nil
	return web.Render(w, r, http.StatusOK, h, view.List, listView(q, r, f, l, page))
}

func listView(q *web.Req, r *http.Request, f store.RecordFilter, l store.RecordList, page int) view.ListView {
	edit := q.Can(authz.RecordEdit)
	query := r.URL.Query()
	v := view.ListView{Action: paths.Records, States: stateOptions, Unit: optional(f.Unit), Count: sv.Count(l.Total, "händelse", "händelser")}
	if edit {
		v.Actions = []templ.Component{ui.LinkButton{Label: "Skriv in", Href: paths.NewRecord, Kind: ui.Primary, Describe: "Skriv in en händelse"},
			ui.LinkButton{Label: "Händelseslag", Href: paths.RecordKinds}}
		v.States = append(append([]ui.Option{}, stateOptions...), ui.Option{Value: paths.RecordsStruck, Label: "Strukna"})
	}
	if f.State != "" || f.Late || f.Struck {
		v.State = query.Get("lage")
	}
	if !f.From.IsZero() {
		v.Year = query.Get("ar")
	}
	for _, k := range l.Kinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: optional(k.ID), Label: k.Name})
		if len(f.Kinds) > 0 && f.Kinds[0] == k.ID {
			v.Kind = optional(k.ID)
		}
	}
	for _, u := range l.Units {
		v.Units = append(v.Units, ui.Option{Value: optional(u.ID), Label: u.Name})
	}
	for _, y := range l.Years {
		v.Years = append(v.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	if v.Kind != "" || v.State != "" || f.Unit != 0 || v.Year != "" {
		v.Clear = paths.Records
	}
	v.Figures = []ui.Figure{{Value: sv.Int(l.Done), Label: "genomförda, som räknas"}, {Value: sv.Int(l.People), Label: "deltagare i dem, så vitt det är noterat"}}
	if q.Can(authz.Export) {
		v.Export = withQuery(paths.RecordsExport, r)
	}
	switch {
	case l.Total == 0 && v.Clear != "":
		v.Empty = &ui.Empty{Title: "Ingen händelse passar urvalet.", Text: "Välj ett annat slag, läge eller år.", Action: ui.LinkButton{Label: "Visa alla", Href: paths.Records}}
	case l.Total == 0:
		v.Empty = &ui.Empty{Title: "Ingen händelse är inskriven än.", Text: "Här står studiecirklar, kurser och annat som målen räknar."}
		if edit {
			v.Empty.Action = ui.LinkButton{Label: "Skriv in den första", Href: paths.NewRecord}
		}
	}
	if pages := (l.Total + rowsPerPage - 1) / rowsPerPage; pages > 1 {
		v.Paging = ui.Paging{Page: page, Pages: pages, Total: v.Count}
		if page > 1 {
			v.Paging.PrevHref = withPage(r, page-1)
		}
		if page < pages {
			v.Paging.NextHref = withPage(r, page+1)
		}
	}
	for _, rec := range l.Records {
		row := view.Row{Day: sv.DateISO(rec.HappenedOn), Name: rec.Name(), Href: paths.Record(rec.ID), Who: who(rec), People: people(rec), Badge: badge(rec, q.Today())}
		if rec.Title != "" {
			row.Kind = rec.KindName
		}
		if edit && rec.State == district.RecordPlanned && !rec.Struck && !rec.HappenedOn.After(q.Today()) {
			row.Done = &ui.LinkButton{Label: "Genomförd", Href: paths.RecordDone(rec.ID), Small: true, Describe: "Genomförd: " + rec.Name() + ", " + who(rec)}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// withQuery is an address with the query of the request, without its page.
func withQuery(path string, r *http.Request) string {
	query := r.URL.Query()
	query.Del("sida")
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

func withPage(r *http.Request, page int) string {
	query := r.URL.Query()
	query.Set("sida", strconv.Itoa(page))
	return paths.Records + "?" + query.Encode()
}

// export gives the list as a file.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	l, err := p.Store.RecordExport(r.Context(), q.Actor(), q.Moment().Now, store.RecordScopesOf(q.Access()), q.Today(), readFilter(q, r))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out := csvio.NewWriter(&file)
	rows := [][]string{{"Dag", "Slag", "Namn", "Läge", "Räknas", "Vem", "Slag av enhet", "Fler som deltog", "Deltagare", "Tillsammans med", "Skäl", "Anteckning", "Inskriven som genomförd", "Läget den"}}
	for _, rec := range l.Records {
		rows = append(rows, exportRow(rec, q.Today()))
	}
	for _, row := range rows {
		if err := out.Write(row...); err != nil {
			return fmt.Errorf("write export: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="handelser-`+sv.DateISO(q.Today())+`.csv"`)
	_, _ = w.Write(file.Bytes()) // a reader that went away
	return nil
}

func exportRow(r store.Record, today district.Date) []string {
	state, counts := r.State.Name(), "nej"
	if r.Struck {
		state = "struken"
	}
	if r.Counts(today) {
		counts = "ja"
	}
	var others []string
	for _, u := range r.Others {
		others = append(others, u.Name)
	}
	return []string{sv.DateISO(r.HappenedOn), r.KindName, r.Title, state, counts, r.UnitName, r.UnitKind.Name(), strings.Join(others, ", "), people(r), r.Partner,
		sv.Join(" ", r.StateReason, r.StruckReason), r.Note, sv.DateISO(r.DoneRecordedOn), sv.DateISO(today)}
}
