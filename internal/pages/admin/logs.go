package admin

import (
	"net/http"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/admin"
	"verkstad/templates/ui"
)

// logTabs are the two logs.
func logTabs(reads bool) []ui.Tab {
	return []ui.Tab{{Label: "Ändrat", Href: paths.AuditLog, Current: !reads}, {Label: "Läst", Href: paths.ReadLog, Current: reads}}
}

// logHead is the head of both logs.
var logHead = web.Head{Title: "Logg", Room: web.RoomAudit}

// period reads the days of a filter; what is no day is said and filters nothing.
func period(r *http.Request) (from, last district.Date, problem string) {
	var wrong bool
	for param, d := range map[string]*district.Date{"fran": &from, "till": &last} {
		if typed := strings.TrimSpace(r.URL.Query().Get(param)); typed != "" {
			var ok bool
			*d, ok = form.ParseDate(typed)
			wrong = wrong || !ok
		}
	}
	if wrong {
		return from, last, "Skriv dagarna som till exempel 2018-09-09."
	}
	return from, last, ""
}

// audit is the log of who changed what.
func (p *Pages) audit(w http.ResponseWriter, r *http.Request) error {
	q, query := web.Of(r), r.URL.Query()
	f := store.AuditFilter{Who: query.Get("vem"), Record: query.Get("vad"), Unit: queryID(r, "enhet"), Account: queryID(r, "konto"), Before: queryID(r, "fore"), Limit: pageSize}
	if recordNames[f.Record] == "" {
		f.Record = ""
	}
	v := view.AuditView{Tabs: logTabs(false), Action: paths.AuditLog, Who: f.Who, Record: f.Record, From: query.Get("fran"), Last: query.Get("till")}
	f.From, f.Last, v.Error = period(r)
	units, err := p.Store.Units(r.Context(), q.Scope(authz.AccountAudit), district.Date{})
	if err != nil {
		return err
	}
	rows, older, err := p.Store.AuditLog(r.Context(), f)
	if err != nil {
		return err
	}
	v.Units = unitOptions(units)
	for _, record := range records {
		v.Records = append(v.Records, ui.Option{Value: record, Label: recordNames[record]})
	}
	if f.Unit != 0 {
		v.Unit = idText(f.Unit)
	}
	filters := []string{"vem", f.Who, "vad", f.Record, "enhet", v.Unit, "konto", "", "fran", v.From, "till", v.Last}
	if f.Account != 0 {
		filters[7] = idText(f.Account)
		v.About, v.Hidden = "Bara det som rör ett konto", []ui.Pair{{Name: "konto", Value: idText(f.Account)}}
	}
	here := paths.With(paths.AuditLog, filters...)
	if here != paths.AuditLog {
		v.Clear = paths.AuditLog
	}
	if f.Before != 0 {
		v.Newer = here
	}
	if older {
		v.Older = paths.With(here, "fore", idText(rows[len(rows)-1].ID))
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "Ingenting här", Text: "Ingen har ändrat något som passar det du frågar efter."}
	}
	for _, row := range rows {
		v.Events = append(v.Events, event(row))
	}
	return web.Render(w, r, http.StatusOK, logHead, view.Audit, v)
}

// event writes a row of the audit log.
func event(row store.AuditRow) ui.Event {
	// The business day, by which the log is searched too; in a demo the clock on the wall has another.
	e := ui.Event{When: sv.DateShort(row.Day) + " " + sv.Time(row.At), Title: title(row), Href: recordHref(row)}
	var parts []string
	if row.Note != "" {
		parts = append(parts, row.Note)
	}
	for _, f := range row.Fields {
		parts = append(parts, fieldText(row.Action, f))
	}
	e.Text = strings.Join(parts, " · ")
	e.Who = actor(string(row.ActorKind), row.ActorName)
	if row.OnBehalfOf != "" {
		e.Who += ", för " + row.OnBehalfOf
	}
	if row.UnitName != "" && row.UnitName != row.Subject && row.UnitName != row.OnBehalfOf {
		e.Who = sv.Join(" · ", e.Who, row.UnitName)
	}
	return e
}

// recordHref is the page of a record, "" for one that has none of its own or is gone.
func recordHref(row store.AuditRow) string {
	if row.Subject == "" {
		return ""
	}
	switch row.Record {
	case "account":
		return paths.OneAccount(row.RecordID)
	case "person":
		return paths.Person(row.RecordID)
	case "assignment":
		return paths.Assignment(row.RecordID)
	case "goal":
		return paths.Goal(row.RecordID)
	case "plan":
		return paths.Plan(row.RecordID)
	case "post":
		return paths.PostKind(row.RecordID)
	}
	return ""
}

// actor is who did something.
func actor(kind, person string) string {
	switch {
	case kind == "cli":
		return "Kommandoraden"
	case kind == "job":
		return "Verkstad"
	case kind == "visitor":
		return "Någon som inte är inloggad"
	case person == "":
		return "Borttagen person"
	case kind == "link":
		return person + ", med en länk"
	}
	return person
}

// reads is the log of who read personal data.
func (p *Pages) reads(w http.ResponseWriter, r *http.Request) error {
	query, page := r.URL.Query(), web.Page(r)
	f := store.ReadFilter{Who: query.Get("vem"), Person: queryID(r, "person"), Limit: pageSize, Offset: (page - 1) * pageSize}
	v := view.ReadsView{Tabs: logTabs(true), Action: paths.ReadLog, Who: f.Who, From: query.Get("fran"), Last: query.Get("till"), Count: "Inga läsningar"}
	f.From, f.Last, v.Error = period(r)
	// The log of reads has real days; people ask for, and are shown, those of the business clock.
	moment := web.Of(r).Moment()
	f.From, f.Last = realDay(f.From, moment), realDay(f.Last, moment)
	rows, err := p.Store.ReadLog(r.Context(), f)
	if err != nil {
		return err
	}
	filters := []string{"vem", f.Who, "person", "", "fran", v.From, "till", v.Last}
	if f.Person != 0 {
		filters[3] = idText(f.Person)
		v.Hidden = []ui.Pair{{Name: "person", Value: idText(f.Person)}}
	}
	here := paths.With(paths.ReadLog, filters...)
	if here != paths.ReadLog {
		v.Clear = paths.ReadLog
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "Ingenting här", Text: "Ingen har läst något personligt som passar det du frågar efter."}
	} else {
		v.Count = sv.Count(rows[0].Total, "läsning", "läsningar")
		v.Paging = paging(page, rows[0].Total, func(n int) string { return paths.With(here, "sida", strconv.Itoa(n)) })
	}
	if f.Person != 0 {
		v.Count += " av en person"
	}
	for _, row := range rows {
		out := view.ReadRow{When: sv.InstantShort(moment.Shown(row.Hour)) + "–" + hourAfter(row), Who: actor(string(row.ActorKind), row.ActorName), What: readText(row)}
		if row.Subject == "person" && row.About != "" {
			out.Href = paths.Person(row.SubjectID)
		}
		v.Rows = append(v.Rows, out)
	}
	return web.Render(w, r, http.StatusOK, logHead, view.Reads, v)
}

// realDay is the real day of a business day, zero for none.
func realDay(day district.Date, m clock.Moment) district.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(-m.Offset())
}

// hourAfter is the end of the hour within which somebody read.
func hourAfter(row store.ReadRow) string {
	t := row.Hour.In(clock.Stockholm)
	return sv.ClockTime(t.Hour(), 59)
}
