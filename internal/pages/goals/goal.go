package goals

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/goals"
	"verkstad/templates/parts"
	"verkstad/templates/ui"
)

// curvePoints is how many days the large curve has at most: the months of two years, with both ends.
const curvePoints = 26

// reader is who looks at a goal, and what may be done on the page.
type reader struct {
	q                    *web.Req
	asOf                 bool
	edit, judge, note    bool
	seeMissing, seeNames bool
	page                 store.GoalPage
}

func (p *Pages) goal(w http.ResponseWriter, r *http.Request) error {
	return p.renderGoal(w, r, http.StatusOK, form.Empty())
}

// renderGoal shows a goal; f is the form of a comment that was refused.
func (p *Pages) renderGoal(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	id, err := web.ID(r, "goal")
	if err != nil {
		return err
	}
	q := web.Of(r)
	day, asOf := dayOf(r, "dag")
	scopes := scopesOf(q.Access())
	scopes.Actor, scopes.Now = q.Actor(), q.Moment().Now
	if !asOf {
		scopes.Ahead = store.AheadScopes{Meetings: q.Scope(authz.MeetingRead), Records: q.Scope(authz.PlanRead).All}
	}
	page, err := p.Store.GoalPage(r.Context(), scopes, id, day, curvePoints)
	if err != nil {
		return err
	}
	open := !asOf && !page.Closed(day)
	rd := reader{q: q, asOf: asOf, page: page, edit: open && q.Can(authz.GoalEdit), judge: open && q.Can(authz.GoalJudge), note: open && q.Can(authz.GoalOverride),
		seeMissing: q.Scope(authz.GoalMissing).All, seeNames: q.Scope(authz.AssignmentRead).All}
	v := view.GoalView{Sentence: page.Sentence, Path: sv.Join(" › ", page.SectionPath...), Side: rd.side(day), Notes: rd.notes(day), OldNotes: rd.oldNotes(day)}
	v.More = page.More
	if words := page.Waiting; len(words) > 0 && !asOf {
		v.Reworded = &ui.Notice{Title: "Planen har en ny lydelse", Text: "”" + strings.Join(words, "” ”") + "” Målet har den gamla tills någon har godkänt den nya."}
		if q.Can(authz.PlanImport) {
			v.Reworded.Action = ui.LinkButton{Label: "Granska", Href: paths.With(paths.ReviewPlan(page.PlanID), "lage", "lydelse")}
		}
	}
	if page.Place > 0 {
		v.Source = ui.Link{Label: "Visa i planen", Href: paths.PlanSentence(page.PlanID, page.Place)}
	}
	b := goalBadge(page.Goal, page.Day)
	v.Head = ui.PageHead{Kicker: name(page.Goal) + " · " + page.PlanName, Title: page.Title, Status: &b}
	if counted := page.Counted(); len(counted) == 1 && !page.Closed(day) {
		v.Head.Also = parts.Missed(counted[0].Now.Status.Also)
	} else if len(counted) > 1 && !page.Closed(day) {
		v.Head.Status = nil // several ways are never one state
		for _, m := range counted {
			st := m.Now.Status
			v.Ways = append(v.Ways, ui.GoalWay{Label: titleOf(m), Badge: badge(st), Also: parts.Missed(st.Also), Figure: figureOf(m.Now)})
		}
	}
	switch {
	case asOf:
		v.AsOf = asOfNotice(day, paths.Goal(id))
	case page.Day.Before(day):
		v.AsOf = &ui.Notice{Title: "Planens tid är slut", Text: "Så stod målet " + sv.Date(page.Day) + ", den sista dagen."}
	default:
		v.AsOf = notYet(r, "dag")
	}
	if page.Closed(day) {
		v.Closed = rd.closed()
	}
	counted := page.Counted()
	for _, m := range counted {
		v.Measures = append(v.Measures, rd.measure(m, len(counted) > 1))
	}
	if len(counted) == 0 && !page.Closed(day) {
		var choices []store.Choice // what a proposal could be counted from
		if page.Proposal != nil && q.Can(authz.GoalEdit) {
			choices = page.Choices
		}
		v.NoMeasure = rd.proposal(choices)
	}
	if q.Can(authz.GoalComment) {
		v.Comments = rd.comments(f)
	}
	if q.Can(authz.AccountAudit) {
		v.History = history(slices.DeleteFunc(page.History, func(h store.GoalHistoryRow) bool { return asOf && h.Day.After(day) }))
	}
	v.Around = aroundOf(page, asOf)
	v.Printed = "Så stod målet " + sv.Date(page.Day) + "."
	return web.Render(w, r, status, head(name(page.Goal)), view.Goal, v)
}

// aroundOf leads to the goals beside this one in the plan, on the same day.
func aroundOf(page store.GoalPage, asOf bool) view.AroundView {
	link := func(n *store.NumberedGoal) ui.Link {
		if n == nil {
			return ui.Link{}
		}
		href := paths.Goal(n.ID)
		if asOf {
			href = paths.GoalAsOf(n.ID, page.Day.String())
		}
		return ui.Link{Label: n.Number + ". " + n.Title, Href: href}
	}
	return view.AroundView{Before: link(page.Before), After: link(page.After)}
}

// closed says since when and why the goal does not count any more.
func (rd reader) closed() *ui.Notice {
	n := &ui.Notice{Tone: ui.ToneInfo, Title: "Målet är avslutat från " + sv.Date(rd.page.ClosedOn), Text: rd.page.ClosedReason}
	if rd.q.Can(authz.GoalEdit) && !rd.asOf {
		n.Action = ui.PostButton{Label: "Öppna målet igen", Action: paths.ReopenGoal(rd.page.ID), Once: web.NewOnce(), Small: true}
	}
	return n
}

func (rd reader) side(day district.Date) view.SideView {
	g := rd.page.Goal
	var s view.SideView
	s.Facts.Items = append(s.Facts.Items, ui.Definition{Term: "Plan", Text: g.PlanName, Href: paths.Plan(g.PlanID)},
		ui.Definition{Term: "Gäller", Text: sv.Period(g.Period())})
	if len(g.Units) > 0 {
		s.Facts.Items = append(s.Facts.Items, ui.Definition{Term: "Ansvarig", Body: view.Links(rd.unitLinks(g.Units))})
	} else {
		s.Facts.Items = append(s.Facts.Items, ui.Definition{Term: "Ansvarig", Text: "Ingen är utsedd"})
	}
	for _, t := range g.Tags {
		s.Tags = append(s.Tags, ui.Tag{Label: t.Name, Href: paths.With(paths.Goals, "amne", strconv.FormatInt(t.ID, 10))})
	}
	if rd.edit {
		s.Actions = append(s.Actions, ui.Link{Label: "Ändra namn, ansvariga och ämnen", Href: paths.EditGoal(g.ID)})
		if len(g.Counted()) > 0 {
			s.Actions = append(s.Actions, ui.Link{Label: "Mät målet på ett sätt till", Href: paths.NewMeasure(g.ID)})
		}
	}
	if rd.note {
		s.Actions = append(s.Actions, ui.Link{Label: "Skriv en anmärkning", Href: paths.NewGoalNote(g.ID)})
	}
	s.AsOf = &view.DayView{Action: paths.Goal(g.ID), Day: day.String(), Min: g.PlanFrom.String(), Max: rd.q.Today().String()}
	return s
}

// unitLinks names units, and leads to those that the reader may open.
func (rd reader) unitLinks(units []store.NamedUnit) []ui.Link {
	out := make([]ui.Link, len(units))
	for i, u := range units {
		out[i].Label = u.Name
		if rd.q.CanIn(authz.UnitRead, u.ID) {
			out[i].Href = paths.Unit(u.Kind, u.Slug)
		}
	}
	return out
}

// signed writes who stands behind something and when; a name is for those who may see names in the whole district.
func (rd reader) signed(by string, own bool, rest ...string) string {
	who := "Distriktet"
	if by != "" && (rd.seeNames || own) {
		who = by
	}
	return sv.Join(", ", append([]string{who}, rest...)...)
}

func (rd reader) notes(day district.Date) []view.NoteView {
	var out []view.NoteView
	for _, n := range rd.page.Notes {
		if n.Struck || !n.Valid().Contains(day) {
			continue
		}
		nv := view.NoteView{Text: n.Text, Signed: rd.signed(n.By, false, sv.Date(n.From), "gäller till och med "+sv.Date(n.Valid().Last()))}
		if rd.note {
			nv.Strike = &ui.LinkButton{Label: "Stryk anmärkningen", Href: paths.StrikeGoalNote(rd.page.ID, n.ID), Small: true}
		}
		out = append(out, nv)
	}
	return out
}

// oldNotes are those that have expired or were struck.
func (rd reader) oldNotes(day district.Date) []ui.Event {
	var out []ui.Event
	for _, n := range rd.page.Notes {
		if n.From.After(day) || !n.Struck && n.Valid().Contains(day) {
			continue
		}
		e := ui.Event{When: sv.Period(n.Valid()), Title: n.Text, Who: rd.signed(n.By, false), Struck: n.Struck}
		if n.Struck {
			e.Text = "Struken: " + n.Why
		}
		out = append(out, e)
	}
	return out
}

// measure is one way in which the goal is counted, with its values.
func (rd reader) measure(m store.GoalMeasure, several bool) view.MeasureView {
	g, now := rd.page.Goal, m.Now
	v := view.MeasureView{ID: paths.GoalMeasureAnchor(m.ID), Title: m.Label, Detail: now.Status.Detail, Curve: curveOf(g, m, rd.asOf),
		Explain: explain(now.Version, rd.page.Except)}
	if v.Title == "" {
		v.Title = measureTitle(now.Version)
	}
	if several {
		b := badge(now.Status)
		v.Badge, v.Also = &b, parts.Missed(now.Status.Also)
	}
	if value, of, ok := now.Number(); ok && of > 0 && now.Year() == 0 {
		v.Bar = &ui.Progress{Label: countedWord(now.Version), Value: value, Unknown: now.Coverage.Unknown, Max: of, Compact: true}
		if now.HasExpected {
			v.Bar.Expected = now.Expected
		}
	}
	v.Facts = rd.measureFacts(m)
	if rd.edit {
		v.Actions = []ui.Link{{Label: "Ändra hur målet räknas", Href: paths.Measure(g.ID, m.ID)}, {Label: "Rätta ett datum", Href: paths.CorrectDate(g.ID, m.ID)},
			{Label: "Ta bort mätningen", Href: paths.EndMeasure(g.ID, m.ID)}}
	}
	switch now.Version.Kind {
	case measure.KindCoverage:
		v.Split = now.Coverage.Split()
		v.Figures, v.Coverage = rd.coverageFigures(m), rd.coverage(m)
		v.Coverage.Collapse = several
	case measure.KindDelivery:
		v.Figures, v.Delivery = deliveryFigures(now), rd.delivery(m)
	case measure.KindFrequency:
		v.Figures, v.Frequency = rd.frequencyFigures(m), rd.frequency(m)
	case measure.KindVolume:
		v.Figures, v.Volume = rd.volumeFigures(m), rd.volume(m)
	case measure.KindJudgement:
		v.Judgement = rd.judgement(m)
		if v.Judgement.Level != "" {
			v.Detail = "" // the judgement itself says it
		}
	}
	return v
}

// measureTitle is the heading of a measure that has no name of its own.
func measureTitle(v store.MeasureVersion) string {
	if v.Kind == measure.KindDelivery {
		return v.Kind.Name()
	}
	return countedWord(v)
}

func (rd reader) measureFacts(m store.GoalMeasure) ui.Definitions {
	v := m.Now.Version
	var d ui.Definitions
	if v.Kind == measure.KindCoverage {
		d.Items = append(d.Items, ui.Definition{Term: "Räknas", Text: sv.Capital(populationText(v.Population, rd.page.Except))},
			ui.Definition{Term: "Så många behövs", Text: targetText(v, m.Now.Coverage.Total)})
	}
	if v.Kind == measure.KindFrequency || v.Kind == measure.KindVolume {
		d.Items = append(d.Items, ui.Definition{Term: "Så många behövs", Text: targetText(v, 0)})
	}
	if v.Kind != measure.KindDelivery {
		d.Items = append(d.Items, ui.Definition{Term: "När", Text: rhythmText(v.Rhythm)})
	}
	d.Items = append(d.Items, dateFacts(v)...)
	holds := "Från planperiodens början"
	if !v.Valid.From.IsZero() {
		holds = "Från " + sv.Date(v.Valid.From) + "; kurvan före dess är räknad som det var bestämt då"
	}
	d.Items = append(d.Items, ui.Definition{Term: "Räknas så", Text: holds})
	for _, old := range slices.Backward(m.Versions) {
		if old.ID != v.ID && !old.Valid.From.After(m.Now.Day) {
			d.Items = append(d.Items, ui.Definition{Term: "Till och med " + sv.Date(old.Valid.Last()), Text: explain(old, rd.page.Except)})
		}
	}
	return d
}

func (rd reader) coverageFigures(m store.GoalMeasure) ui.Figures {
	p, v := m.Now.Coverage, m.Now.Version
	words := unitWords(v)
	if p.Total == 0 {
		return ui.Figures{}
	}
	private := hidesAnswers(rd.q.Access(), v)
	anchor := func(suffix string, n int) string {
		if !rd.seeMissing || n == 0 || private && suffix != "-okant" {
			return ""
		}
		return "#" + paths.GoalMissingAnchor(m.ID) + suffix
	}
	f := ui.Figures{Items: []ui.Figure{{Value: sv.Int(p.Yes), Unit: "av " + sv.Int(p.Total), Label: sv.Plural(p.Yes, words.Yes, words.YesMany), Href: anchor("-tillsatta", p.Yes)}}}
	if needed := v.Target.Needed(p.Total); needed != p.Total {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(needed), Label: "behövs"})
	}
	if m.Now.HasExpected {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(m.Now.Expected), Label: "väntat nu"})
	}
	if p.No > 0 {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(p.No), Label: sv.Plural(p.No, words.No, words.NoMany), Href: anchor("", p.No)})
	}
	if p.Unknown > 0 {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(p.Unknown), Label: sv.Plural(p.Unknown, "okänd", "okända"), Href: anchor("-okant", p.Unknown)})
	}
	return f
}

func deliveryFigures(v store.MeasureValue) ui.Figures {
	p := v.Delivery
	if p.Total == 0 {
		return ui.Figures{}
	}
	f := ui.Figures{Items: []ui.Figure{{Value: sv.Int(p.Done), Unit: "av " + sv.Int(p.Total), Label: sv.Plural(p.Total, "milstolpe klar", "milstolpar klara")}}}
	if v.HasExpected {
		f.Items = append(f.Items, ui.Figure{Value: sv.Int(v.Expected), Label: "väntat nu"})
	}
	return f
}

// coverage is exactly which units are missing, for those who may see it; the others see their own.
func (rd reader) coverage(m store.GoalMeasure) *view.CoverageView {
	c := &view.CoverageView{ID: paths.GoalMissingAnchor(m.ID), UnknownLead: "Här har ingen sagt hur det är. Okänt räknas varken som ja eller nej."}
	p := m.Now.Coverage
	head := ""
	if kinds := m.Now.Version.Population.Kinds; !slices.ContainsFunc(kinds, func(k district.UnitKind) bool { return !k.IsAssociation() }) {
		head = "Förening"
	}
	own := &parts.MissingList{Caption: "Hos er", Head: head}
	c.Vacant.Head, c.Unknown.Head, c.Filled.Head = head, head, head
	for _, u := range rd.page.Coverage {
		if u.MeasureID != m.ID {
			continue
		}
		row := rd.missing(m, u)
		if !rd.seeMissing {
			if u.State == measure.UnitUnknown {
				row.State = "okänt, ingen har sagt hur det är"
			}
			own.Items = append(own.Items, row)
			continue
		}
		switch u.State {
		case measure.UnitNo:
			c.Vacant.Items = append(c.Vacant.Items, row)
		case measure.UnitUnknown:
			c.Unknown.Items = append(c.Unknown.Items, row)
		default:
			c.Filled.Items = append(c.Filled.Items, row)
		}
	}
	switch {
	case p.Total > 0 && p.Yes == p.Total:
		c.Met = "Ingen saknas."
	case !rd.seeMissing && p.Total > 0:
		c.OthersText = "Vilka som saknas ser kansliet, distriktsstyrelsen och valledningen."
	}
	if rd.seeMissing && hidesAnswers(rd.q.Access(), m.Now.Version) {
		c.OthersText = "Vem som har svarat vad ser bara de själva och kansliet. Här står de som inte har svarat."
	}
	if !rd.seeMissing {
		if len(own.Items) > 0 {
			c.Own = own
		}
		return c
	}
	words := unitWords(m.Now.Version)
	c.VacantTitle, c.Vacant.Caption = "Saknas: "+sv.Count(len(c.Vacant.Items), words.No, words.NoMany), sv.Capital(words.NoMany)
	c.UnknownTitle, c.Unknown.Caption = sv.Count(len(c.Unknown.Items), "okänd", "okända"), "Okända"
	c.FilledTitle, c.Filled.Caption = sv.Capital(words.YesMany)+" ("+sv.Int(len(c.Filled.Items))+")", sv.Capital(words.YesMany)
	return c
}

// hidesAnswers tells whether a coverage has answers that are not the reader's to know one by one.
func hidesAnswers(a authz.Access, v store.MeasureVersion) bool {
	ind, _ := measure.IndicatorByKey(v.Indicator)
	return ind.Private && !a.CanEverywhere(authz.MeetingFollowUp)
}

// missing is a unit of a coverage with what is known of it, and what the reader can do about it.
func (rd reader) missing(m store.GoalMeasure, u store.MissingUnit) parts.MissingUnit {
	row := parts.MissingUnit{Name: u.Name, Href: paths.Unit(u.Kind, u.Slug)}
	if len(m.Now.Version.Population.Kinds) > 1 && u.Kind != district.KindAssociation {
		row.Kind = inSentence(u.Kind.Name())
	}
	words := unitWords(m.Now.Version)
	switch u.State {
	case measure.UnitNo:
		row.State = words.No
		if !u.Since.IsZero() {
			row.State += " sedan " + strings.ReplaceAll(sv.Date(u.Since), " ", "\u00a0") // the column is narrow
		}
		if u.LastName != "" && !u.LastUntil.IsZero() {
			row.Note = "senast " + u.LastName
		}
	case measure.UnitYes:
		row.State = words.Yes
		if u.LastName != "" {
			row.State = u.LastName
		}
	}
	if u.Note != "" {
		row.Note = u.Note
	}
	if u.State == measure.UnitYes {
		return row
	}
	row.Phone, row.Email = u.Phone, u.Email
	if u.Path != "" && !rd.asOf && store.CanMend(rd.q.Access(), m.Now.Version.Indicator, u.UnitID) {
		row.Acts = append(row.Acts, ui.LinkButton{Label: u.Act, Small: true, Describe: u.Act + ": " + u.Name, Href: u.Path})
	}
	if u.PostID != 0 && !rd.asOf && store.CanMend(rd.q.Access(), m.Now.Version.Indicator, u.UnitID) {
		back := paths.GoalMissing(rd.page.ID, m.ID)
		row.Acts = append(row.Acts, ui.LinkButton{Label: "Utse", Small: true, Describe: "Utse " + inSentence(u.PostName) + " i " + u.Name,
			Href: paths.With(paths.NameHolder(u.Kind, u.Slug, u.PostID, 0), "tillbaka", back)})
		if u.State == measure.UnitUnknown {
			row.Acts = append(row.Acts, ui.LinkButton{Label: "Vakant", Small: true, Kind: ui.Plain, Describe: "Vakant: säg att " + inSentence(u.PostName) + " i " + u.Name + " saknas",
				Href: paths.With(paths.StateVacant(u.Kind, u.Slug, u.PostID), "tillbaka", back)})
		}
	}
	return row
}

// comments are what people have said, and the form to say something.
func (rd reader) comments(f *form.Form) *view.CommentsView {
	c := &view.CommentsView{F: f, Action: paths.GoalComments(rd.page.ID), Once: web.NewOnce(), Closed: rd.asOf}
	account := rd.q.Access().Account
	for _, x := range rd.page.Comments {
		if x.Day.After(rd.page.Day) && rd.asOf {
			continue
		}
		cv := view.CommentView{ID: paths.GoalCommentAnchor(x.ID), Author: x.By, When: sv.Date(x.Day), Text: x.Text, Removed: x.Removed, Earlier: x.Earlier}
		if x.Revision > 1 && !x.Removed {
			cv.Meta = "ändrad"
		}
		if x.AccountID == account && !rd.asOf && !x.Removed {
			cv.Edit = &ui.LinkButton{Label: "Ändra", Href: paths.GoalComment(rd.page.ID, x.ID), Small: true, Kind: ui.Plain, Describe: "Ändra kommentaren från " + cv.When}
			cv.Remove = &ui.PostButton{Label: "Ta bort", Action: paths.RemoveGoalComment(rd.page.ID, x.ID), Once: web.NewOnce(), Small: true, Kind: ui.Plain,
				Describe: "Ta bort kommentaren från " + cv.When}
		}
		c.Items = append(c.Items, cv)
	}
	return c
}
