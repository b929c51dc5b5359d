package meetings

import (
	"net/http"
	"strconv"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/unitpage"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// choices are which meetings the list shows, as its address and the reader say it.
var choices = []struct {
	value, label string
	choice       store.MeetingChoice
	edit         bool // for those who may edit
}{
	{paths.MeetingsPlanned, "Planerade", store.MeetingsPlanned, false},
	{paths.MeetingsHeld, "Hållna", store.MeetingsHeld, false},
	{paths.MeetingsCancelled, "Inställda", store.MeetingsCancelled, false},
	{paths.MeetingsOverdue, "Ingen har sagt om de hölls", store.MeetingsOverdue, false},
	{paths.MeetingsNoAttendance, "Närvaron är inte klar", store.MeetingsNoAttendance, false},
	{paths.MeetingsStruck, "Strukna", store.MeetingsStruck, true},
}

// How many meetings the list shows: of those that have been on a page, and of those to come before the rest are behind a
// line to open. A few more than that are not worth the line.
const (
	pastSize   = 20
	comingSize = 6
	comingMore = 2
)

// list shows the meetings to come and those that have been.
func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	today := q.Today()
	query := r.URL.Query()
	page := web.Page(r)
	f := store.MeetingFilter{Kind: queryID(r, "slag"), Unit: queryID(r, "enhet"), Limit: pastSize, Offset: (page - 1) * pastSize}
	if year, err := strconv.Atoi(query.Get("ar")); err == nil && year >= 1900 && year < 2200 {
		f.Year = year
	}
	v := view.ListView{Action: paths.Meetings}
	edit := q.Can(authz.MeetingEdit)
	for _, c := range choices {
		if c.edit && !edit {
			continue
		}
		v.Choices = append(v.Choices, ui.Option{Value: c.value, Label: c.label})
		if c.value == query.Get("visa") {
			f.Choice, v.Choice = c.choice, c.value
		}
	}
	scopes := store.MeetingScopesOf(q.Access())
	list, err := p.Store.Meetings(r.Context(), scopes, today, f)
	if err != nil {
		return err
	}
	kept := filterWords(&v, f, list)
	if scopes.See.All {
		v.Units = unitOptions(list.Units)
		if len(kept) == 0 && page == 1 {
			v.Needs = needRows(list.Needs, q)
		}
	}
	if page == 1 {
		v.Coming = unitpage.MeetingRows(list.Coming, today, true)
	}
	v.Past = unitpage.MeetingRows(list.Past, today, true)
	if edit {
		act := func(m store.MeetingRow, row *parts.MeetingRow) {
			if scopes.Edit.Has(m.OrganiserID) && m.Parts == 0 {
				row.Act, row.ActHref, row.Describe = nextStep(m.Meeting, today)
			}
		}
		for i := range v.Coming { // attendance is taken on the day itself
			act(list.Coming[i], &v.Coming[i])
		}
		for i := range v.Past {
			act(list.Past[i], &v.Past[i])
		}
	}
	if len(kept) > 0 {
		v.Clear = paths.Meetings
	} else if len(v.Coming) > comingSize+comingMore {
		v.Coming, v.Later = v.Coming[:comingSize], v.Coming[comingSize:]
	}
	v.Paging = paging(paths.Meetings, kept, page, list.PastTotal(), pastSize)
	switch n := len(list.Coming) + list.PastTotal(); {
	case n > 0 && len(kept) > 0:
		v.Count = sv.Count(n, "träff", "träffar")
	case n == 0 && len(kept) > 0:
		v.Empty = &ui.Empty{Title: "Ingen träff stämmer med det du har valt.", Text: "Ändra valen, eller visa alla.", Action: ui.LinkButton{Label: "Visa alla", Href: paths.Meetings}}
	case n == 0:
		v.Empty = &ui.Empty{Title: "Ingen träff är inlagd än.", Text: "Här står träffar, konferenser och möten: de som är planerade och de som har hållits, med vilka som var med."}
	}
	if edit {
		kind := f.Kind
		if !scopes.Edit.All {
			kind = 0 // it may be one that the reader's units do not hold; the form offers those that they do
		}
		add := ui.LinkButton{Label: "Lägg till träff", Href: paths.PlanMeetingOf(kind), Kind: ui.Primary}
		if v.Empty != nil && len(kept) == 0 {
			add.Label = "Lägg till den första"
			v.Empty.Action = add
		} else {
			v.Actions = append(v.Actions, add)
		}
	}
	v.Links = append(v.Links, ui.Link{Label: "Frågor och svar", Href: paths.Questions})
	if q.Can(authz.GoalMissing) {
		v.Links = append(v.Links, ui.Link{Label: "Har inte varit med två gånger i rad", Href: paths.AbsentTwice})
	}
	if q.Can(authz.MeetingManage) {
		v.Links = append(v.Links, ui.Link{Label: "Slag av träffar", Href: paths.MeetingKinds})
	}
	return web.Render(w, r, http.StatusOK, web.Head{Title: "Träffar", Room: web.RoomMeetings}, view.List, v)
}

// nextStep is what is still to be said of a meeting, for those who may: its label, address and description.
func nextStep(m store.Meeting, today district.Date) (act, href, describe string) {
	switch {
	case m.Struck || m.State == district.MeetingCancelled:
		return "", "", ""
	case m.Attendance && !m.Done() && !m.Day.After(today):
		act, href = "Fyll i närvaro", paths.Attendance(m.ID)
	case m.Overdue(today):
		act, href = "Säg hur det gick", paths.Meeting(m.ID)
	default:
		return "", "", ""
	}
	return act, href, act + ": " + called(m)
}

// filterWords fills in what the filter offers and has on, and returns the words of the address that keep it.
func filterWords(v *view.ListView, f store.MeetingFilter, list store.MeetingList) []string {
	for _, k := range list.Kinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: idText(k.ID), Label: k.Plural})
	}
	for _, y := range list.Years {
		v.Years = append(v.Years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	if f.Kind != 0 {
		v.Kind = idText(f.Kind)
	}
	if f.Unit != 0 {
		v.Unit = idText(f.Unit)
	}
	if f.Year != 0 {
		v.Year = strconv.Itoa(f.Year)
	}
	var kept []string
	for _, pair := range [][2]string{{"slag", v.Kind}, {"visa", v.Choice}, {"enhet", v.Unit}, {"ar", v.Year}} {
		if pair[1] != "" {
			kept = append(kept, pair[0], pair[1])
		}
	}
	return kept
}

// paging leads between the pages of a list and keeps its filter.
func paging(path string, kept []string, page, total, size int) ui.Paging {
	pages := max(1, (total+size-1)/size)
	p := ui.Paging{Page: page, Pages: pages, Total: sv.Count(total, "träff som har varit", "träffar som har varit")}
	address := func(n int) string {
		a := paths.With(path, kept...)
		if n > 1 {
			a = paths.With(a, "sida", strconv.Itoa(n))
		}
		return a
	}
	if page > 1 {
		p.PrevHref = address(min(page-1, pages))
	}
	if page < pages {
		p.NextHref = address(page + 1)
	}
	return p
}

// needRows say of each kind with a rule how far it has come this year and by when the next is needed.
func needRows(needs []store.MeetingNeed, q *web.Req) []view.NeedRow {
	today := q.Today()
	plan := q.Access().CanEverywhere(authz.MeetingEdit)
	out := make([]view.NeedRow, len(needs))
	for i, n := range needs {
		row := view.NeedRow{Name: n.Plural, Href: paths.With(paths.Meetings, "slag", idText(n.KindID), "ar", strconv.Itoa(today.Year()))}
		if n.Audience != "" {
			row.Name += ", " + n.Audience
		}
		due := n.Due(today)
		row.Text = sv.Of(n.Held, n.PerYear) + " i år."
		switch {
		case n.Held >= n.PerYear:
			row.Badge = ui.Badge{Status: ui.StatusOnTrack, Text: "inget mer krävs i år"}
			row.Text += " Nästa som krävs: senast " + sv.Date(due) + "."
		case due.Before(today):
			row.Badge = ui.Badge{Status: ui.StatusBehind, Text: "skulle ha hållits senast " + sv.Date(due)}
		default:
			row.Badge = ui.Badge{Status: ui.StatusUpcoming, Text: "nästa som krävs: senast " + sv.Date(due)}
		}
		if n.Unsettled > 0 {
			row.Text += " " + sv.Count(n.Unsettled, "väntar på besked om den hölls.", "väntar på besked om de hölls.")
		}
		if !n.NextPlan.IsZero() {
			row.Text += " Nästa är planerad " + sv.Date(n.NextPlan) + "."
		} else if n.Held < n.PerYear {
			row.Text += " Ingen är planerad."
			if plan {
				row.Act = paths.PlanMeetingOf(n.KindID)
			}
		}
		out[i] = row
	}
	return out
}

// absent shows who has not come twice in a row, and how they are reached.
func (p *Pages) absent(w http.ResponseWriter, r *http.Request) error {
	q := web.Of(r)
	kind := queryID(r, "slag")
	rows, err := p.Store.AbsentTwice(r.Context(), q.Actor(), q.Moment().Now, q.Scope(authz.GoalMissing), q.Scope(authz.AssignmentRead), 0, q.Today())
	if err != nil {
		return err
	}
	v := view.AbsentView{Tabs: []ui.Tab{{Label: "Alla", Href: paths.AbsentTwice, Current: kind == 0}}}
	person := q.Scope(authz.PersonRead)
	for _, a := range rows {
		if n := len(v.Tabs); v.Tabs[n-1].Label != a.KindName {
			v.Tabs = append(v.Tabs, ui.Tab{Label: a.KindName, Href: paths.With(paths.AbsentTwice, "slag", idText(a.KindID)), Current: kind == a.KindID})
		}
		if kind != 0 && kind != a.KindID {
			continue
		}
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != a.KindName {
			v.Groups = append(v.Groups, view.AbsentGroup{Title: a.KindName})
		}
		row := view.AbsentRow{Name: a.Name, Href: paths.Unit(a.Kind, a.Slug), Holder: a.Holder, HolderPost: a.PostName, Phone: a.Phone, Email: a.Email,
			Came: "Har inte varit med på någon som är noterad."}
		if a.PersonID != 0 && person.Has(a.UnitID) {
			row.HolderHref = paths.Person(a.PersonID)
		}
		days := make([]string, len(a.Days))
		for i, d := range a.Days {
			days[len(days)-1-i] = sv.Date(d)
		}
		row.Days = "Uteblev " + sv.List(days) + "."
		if !a.LastCame.IsZero() {
			row.Came = "Var senast med " + sv.Date(a.LastCame) + "."
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, row)
	}
	title := "Har inte varit med två gånger i rad"
	return web.Render(w, r, http.StatusOK, head(title, ui.Crumb{Label: title}), view.Absent, v)
}
