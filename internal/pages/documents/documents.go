// Package documents is the pages of what the district works out and adopts: programmes, statutes, plans, study material.
// Whoever reads the plan reads them; the office keeps them.
package documents

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/documents"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// Pages are the handlers.
type Pages struct {
	Store *store.Store
}

// Routes returns the area's routes.
func (p *Pages) Routes() []web.Route {
	get, post := http.MethodGet, http.MethodPost
	const (
		one  = paths.Documents + "/{document}"
		step = one + "/steg/{step}"
	)
	return []web.Route{
		{Method: get, Pattern: paths.Documents, Perm: authz.PlanRead, Handler: p.list},
		{Method: get, Pattern: paths.NewDocument, Perm: authz.DocumentEdit, Handler: p.new},
		{Method: post, Pattern: paths.NewDocument, Perm: authz.DocumentEdit, Handler: p.create},
		{Method: get, Pattern: one, Perm: authz.PlanRead, Handler: p.page},
		{Method: get, Pattern: one + "/andra", Perm: authz.DocumentEdit, Handler: p.edit},
		{Method: post, Pattern: one + "/andra", Perm: authz.DocumentEdit, Handler: p.update},
		{Method: get, Pattern: step, Perm: authz.DocumentEdit, Handler: p.stepForm},
		{Method: post, Pattern: step, Perm: authz.DocumentEdit, Handler: p.takeStep},
		{Method: post, Pattern: step + "/angra", Perm: authz.DocumentEdit, Handler: p.undoStep},
		{Method: get, Pattern: one + "/arkivera", Perm: authz.DocumentEdit, Handler: p.archiveForm},
		{Method: post, Pattern: one + "/arkivera", Perm: authz.DocumentEdit, Handler: p.archive},
		{Method: post, Pattern: one + "/ta-tillbaka", Perm: authz.DocumentEdit, Handler: p.restore},
	}
}

func head(title string, crumbs ...ui.Crumb) web.Head {
	return web.Head{Title: title, Room: web.RoomDocuments, Crumbs: append([]ui.Crumb{{Label: "Dokument", Href: paths.Documents}}, crumbs...)}
}

func crumb(d store.Document) ui.Crumb {
	return ui.Crumb{Label: d.Name, Href: paths.Document(d.ID)}
}

// read returns the document in the address as of today.
func (p *Pages) read(r *http.Request) (store.DocumentPage, error) {
	id, err := web.ID(r, "document")
	if err != nil {
		return store.DocumentPage{}, err
	}
	q := web.Of(r)
	return p.Store.DocumentPage(r.Context(), id, q.Today(), q.Access().CanEverywhere(authz.AccountAudit))
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	archive := r.URL.Query().Get("lage") == "arkiverade"
	all, err := p.Store.Documents(r.Context(), store.DocumentFilter{Archived: archive}, q.Today())
	if err != nil {
		return err
	}
	v := view.ListView{Lead: "Det som tas fram, skickas på remiss, antas och genomförs: program, stadgar, planer och material."}
	open, done, archived := view.Group{Title: "På gång"}, view.Group{Title: "Klara"}, view.Group{Title: "I arkivet"}
	for _, d := range all {
		switch _, left := d.Next(); {
		case d.Archived():
			archived.Rows = append(archived.Rows, row(d))
		case archive:
		case left:
			open.Rows = append(open.Rows, row(d))
		default:
			done.Rows = append(done.Rows, row(d))
		}
	}
	for _, g := range []view.Group{open, done, archived} {
		if len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if q.Can(authz.DocumentEdit) {
		v.Actions = []templ.Component{ui.LinkButton{Label: "Nytt dokument", Href: paths.NewDocument, Kind: ui.Primary}}
	}
	v.Toggle = ui.Link{Label: "Visa arkivet", Href: paths.ArchivedDocuments}
	if archive {
		v.Toggle = ui.Link{Label: "Visa dem som gäller", Href: paths.Documents}
	}
	if len(v.Groups) == 0 {
		v.Empty = &ui.Empty{Title: "Inga dokument än", Text: "Här syns hur långt program, stadgar, planer och material har kommit: utkast, remiss, antagande och genomförande. Mål kan räkna stegen."}
		switch {
		case archive:
			v.Empty = &ui.Empty{Title: "Arkivet är tomt", Text: "Här står dokument som har övergetts eller ersatts."}
		case q.Can(authz.DocumentEdit):
			v.Empty.Action, v.Actions = ui.LinkButton{Label: "Lägg till det första", Href: paths.NewDocument, Kind: ui.Primary}, nil
		}
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Dokument", Room: web.RoomDocuments}, view.List, v)
}

// row is a document in the list, with a mark for each step that it is to take.
func row(d store.Document) view.Row {
	out := view.Row{Name: d.Name, Href: paths.Document(d.ID), Meta: sv.Join(", ", d.Kind.Name(), d.OwnerName)}
	for _, s := range district.DocumentSteps() {
		cell := view.Cell{Label: s.Name()}
		if step, ok := d.Step(s); ok {
			badge := parts.StepBadge(d.Kind, step.Date(), d.Day)
			text := "återstår"
			switch {
			case step.Taken(d.Day):
				text = shortDate(step.DoneOn)
			case !step.Due.IsZero():
				text = "senast " + shortDate(step.Due)
			}
			cell.Mark = &ui.Mark{Status: badge.Status, Label: s.Name(), Text: text, Describe: s.Name() + ": " + badge.Text}
		}
		out.Steps = append(out.Steps, cell)
	}
	return out
}

// shortDate writes a day for a narrow cell: "9 sep 2018".
func shortDate(d district.Date) string { return sv.DayMonthShort(d) + " " + strconv.Itoa(d.Year()) }

func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	d, err := p.read(r)
	if err != nil {
		return err
	}
	badge := parts.DocumentBadge(d.Kind, d.Dates(), d.ArchivedOn, d.Day)
	v := view.PageView{Kicker: d.Kind.Name(), Name: d.Name, Purpose: d.Purpose, Badge: &badge}
	edit := q.Can(authz.DocumentEdit)
	if edit && !d.Archived() {
		v.Actions = []templ.Component{ui.LinkButton{Label: "Ändra", Href: paths.EditDocument(d.ID)},
			ui.LinkButton{Label: "Arkivera", Href: paths.ArchiveDocument(d.ID)}}
	}
	if d.Archived() {
		v.Archived = &ui.Notice{Tone: ui.ToneInfo, Title: "Dokumentet är i arkivet", Text: "Från och med " + sv.Date(d.ArchivedOn) + " räknas inget av stegen som klart."}
		if edit {
			v.Archived.Action = ui.PostButton{Label: "Ta tillbaka", Action: paths.RestoreDocument(d.ID), Once: web.NewOnce(), Revision: strconv.Itoa(d.Revision)}
		}
	}
	for _, o := range d.OutOfOrder() {
		v.Order = append(v.Order, orderText(d.Kind, o, d.Day))
	}
	for _, s := range d.Steps {
		v.Steps = append(v.Steps, stepView(q, d.Document, s, edit && !d.Archived()))
	}
	v.Facts = append(v.Facts, ui.Definition{Term: "Tas fram av", Text: d.OwnerName, Href: unitHref(q, d.OwnerID, d.OwnerKind, d.OwnerSlug)})
	if d.AdopterName != "" {
		v.Facts = append(v.Facts, ui.Definition{Term: "Antas av", Text: d.AdopterName, Href: unitHref(q, d.AdopterID, d.AdopterKind, d.AdopterSlug)})
	}
	for _, g := range d.Goals {
		v.Goals = append(v.Goals, ui.Link{Label: g.Number + ". " + g.Title, Href: paths.Goal(g.ID)})
	}
	if v.ShowHistory = q.Access().CanEverywhere(authz.AccountAudit); v.ShowHistory {
		if v.History, err = unitpage.Events(d.History); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, head(d.Name, ui.Crumb{Label: d.Name}), view.Page, v)
}

// unitHref leads to a unit, for a reader who may go there; a unit of no id is only words.
func unitHref(q *web.Req, id int64, kind district.UnitKind, slug string) string {
	if id == 0 || !q.CanIn(authz.UnitRead, id) {
		return ""
	}
	return paths.Unit(kind, slug)
}

// orderText says that a step was taken before one that belongs before it: "Antagen 3 mars 2018 utan remiss."
func orderText(k district.DocumentKind, o district.StepOrder, day district.Date) string {
	s := sv.Capital(o.Step.Step.Done(k)) + " " + sv.Date(o.Step.On)
	if o.Before.Taken(day) {
		return s + ", före " + o.Before.Step.Definite() + " " + sv.Date(o.Before.On) + "."
	}
	return s + ", utan " + strings.ToLower(o.Before.Step.Name()) + "."
}

// stepView is a step with what may be done about it.
func stepView(q *web.Req, d store.Document, s store.DocumentStep, edit bool) view.StepView {
	v := view.StepView{Name: s.Step.Name(), Badge: parts.StepBadge(d.Kind, s.Date(), d.Day), Note: s.Note}
	taken := s.Taken(d.Day)
	if taken {
		v.By, v.ByHref = s.Body, unitHref(q, s.UnitID, s.UnitKind, s.UnitSlug)
		if s.RecordedOn != s.DoneOn {
			v.Written = "inskrivet " + sv.Date(s.RecordedOn)
		}
	}
	if !edit {
		return v
	}
	to := paths.DocumentStep(d.ID, s.Step)
	if taken {
		v.Acts = append(v.Acts, ui.LinkButton{Label: "Rätta", Href: to, Small: true, Kind: ui.Plain, Describe: "Rätta: " + s.Step.Name()},
			ui.PostButton{Label: "Ångra", Action: paths.UndoDocumentStep(d.ID, s.Step), Once: web.NewOnce(), Small: true, Kind: ui.Plain, Describe: "Ångra: " + s.Step.Name()})
		return v
	}
	v.Acts = append(v.Acts, ui.LinkButton{Label: "Klart", Href: to, Small: true, Describe: "Klart: " + s.Step.Name()})
	return v
}
