// Package records is the pages of dated records that volumes are counted from: the list, one record and its forms, and
// the kinds of record.
//
// It must not know how records become the value of a goal, nor of persons: a record names none.
package records

import (
	"net/http"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	"verkstad/templates/ui"
)

// Pages are the pages of dated records.
type Pages struct{ Store *store.Store }

// Routes returns the routes with who may reach them. Who reads the plan reads what its figures count.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/handelser", Perm: authz.PlanRead, Handler: p.list},
		{Method: "GET", Pattern: "/handelser/export.csv", Perm: authz.Export, Handler: p.export},
		{Method: "GET", Pattern: "/handelser/ny", Perm: authz.RecordEdit, Handler: p.newForm},
		{Method: "POST", Pattern: "/handelser/ny", Perm: authz.RecordEdit, Handler: p.create},
		{Method: "GET", Pattern: "/handelser/{id}", Perm: authz.PlanRead, Handler: p.record},
		{Method: "GET", Pattern: "/handelser/{id}/andra", Perm: authz.RecordEdit, Handler: p.editForm},
		{Method: "POST", Pattern: "/handelser/{id}/andra", Perm: authz.RecordEdit, Handler: p.edit},
		{Method: "GET", Pattern: "/handelser/{id}/genomford", Perm: authz.RecordEdit, Handler: p.doneForm},
		{Method: "POST", Pattern: "/handelser/{id}/genomford", Perm: authz.RecordEdit, Handler: p.done},
		{Method: "GET", Pattern: "/handelser/{id}/stall-in", Perm: authz.RecordEdit, Handler: p.cancelForm},
		{Method: "POST", Pattern: "/handelser/{id}/stall-in", Perm: authz.RecordEdit, Handler: p.cancel},
		{Method: "POST", Pattern: "/handelser/{id}/oppna", Perm: authz.RecordEdit, Handler: p.reopen},
		{Method: "GET", Pattern: "/handelser/{id}/stryk", Perm: authz.RecordEdit, Handler: p.strikeForm},
		{Method: "POST", Pattern: "/handelser/{id}/stryk", Perm: authz.RecordEdit, Handler: p.strike},
		{Method: "GET", Pattern: "/handelseslag", Perm: authz.RecordEdit, Handler: p.kinds},
		{Method: "GET", Pattern: "/handelseslag/ny", Perm: authz.RecordEdit, Handler: p.newKind},
		{Method: "POST", Pattern: "/handelseslag/ny", Perm: authz.RecordEdit, Handler: p.createKind},
		{Method: "GET", Pattern: "/handelseslag/{id}", Perm: authz.RecordEdit, Handler: p.kind},
		{Method: "POST", Pattern: "/handelseslag/{id}", Perm: authz.RecordEdit, Handler: p.saveKind},
		{Method: "GET", Pattern: "/handelseslag/{id}/avveckla", Perm: authz.RecordEdit, Handler: p.retireForm},
		{Method: "POST", Pattern: "/handelseslag/{id}/avveckla", Perm: authz.RecordEdit, Handler: p.retire},
		{Method: "GET", Pattern: "/handelseslag/{id}/inskrivet", Perm: authz.RecordEdit, Handler: p.completeForm},
		{Method: "POST", Pattern: "/handelseslag/{id}/inskrivet", Perm: authz.RecordEdit, Handler: p.complete},
		{Method: "GET", Pattern: "/handelseslag/inskrivet/{id}/stryk", Perm: authz.RecordEdit, Handler: p.strikeCompletionForm},
		{Method: "POST", Pattern: "/handelseslag/inskrivet/{id}/stryk", Perm: authz.RecordEdit, Handler: p.strikeCompletion},
	}
}

// head is the head of a page about records. Those who only read come from the plan.
func head(q *web.Req, title string, further ...ui.Crumb) web.Head {
	h := web.Head{Title: title, Room: web.RoomGoals, Crumbs: append([]ui.Crumb{{Label: "Händelser", Href: paths.Records}}, further...)}
	if q.Can(authz.RecordEdit) {
		h.Room = web.RoomRecords
	}
	return h
}

// kindHead is the head of a page about kinds of record.
func kindHead(title string, further ...ui.Crumb) web.Head {
	crumbs := []ui.Crumb{{Label: "Händelser", Href: paths.Records}, {Label: "Händelseslag", Href: paths.RecordKinds}}
	if len(further) == 0 {
		crumbs[1].Href = ""
	}
	return web.Head{Title: title, Crumbs: append(crumbs, further...), Room: web.RoomRecords}
}

// fields lists the fields of a step.
func fields(c ...templ.Component) []templ.Component { return c }

// revision is a revision as a form carries it.
func revision(n int) string { return strconv.Itoa(n) }

// optional writes an id for a form, "" for none.
func optional(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// queryID reads an id in the address, 0 when it is missing or no id.
func queryID(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// inSentence writes a name that begins with a capital inside a sentence.
func inSentence(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if second, _ := utf8.DecodeRuneInString(name[n:]); unicode.IsUpper(second) {
		return name
	}
	return string(unicode.ToLower(first)) + name[n:]
}

// badge is what has become of a record.
func badge(r store.Record, today district.Date) ui.Badge {
	switch {
	case r.Struck:
		return ui.Badge{Status: ui.StatusNone, Text: "struken"}
	case r.State == district.RecordCancelled:
		return ui.Badge{Status: ui.StatusMissed, Text: "inställd"}
	case r.State == district.RecordPlanned && r.HappenedOn.Before(today):
		return ui.Badge{Status: ui.StatusUnknown, Text: "blev det av?"}
	case r.State == district.RecordPlanned:
		return ui.Badge{Status: ui.StatusUpcoming, Text: "planerad"}
	case r.Homeless:
		return ui.Badge{Status: ui.StatusMissed, Text: "räknas inte"}
	case r.HappenedOn.After(today):
		return ui.Badge{Status: ui.StatusUpcoming, Text: "räknas från den dagen"}
	}
	return ui.Badge{Status: ui.StatusDone, Text: "genomförd"}
}

// who is who held a record, as far as the reader may know.
func who(r store.Record) string {
	name := r.UnitName
	if name == "" {
		name = "en " + inSentence(r.UnitKind.Name())
	}
	if r.OtherCount > 0 {
		name += " och " + sv.Count(r.OtherCount, "till", "till")
	}
	return name
}

// people is how many took part, "" when nobody has said.
func people(r store.Record) string {
	if r.Number == nil {
		return ""
	}
	return sv.Int(*r.Number)
}
