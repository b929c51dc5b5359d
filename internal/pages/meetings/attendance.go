package meetings

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/meetings"
	"verkstad/templates/ui"
)

// ticks shows who is ticked at a meeting or a part.
func (p *Pages) ticks(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readAttendance(r)
	if err != nil {
		return err
	}
	return renderTicks(w, r, http.StatusOK, a, form.Empty())
}

func (p *Pages) readAttendance(r *http.Request) (store.AttendancePage, error) {
	id, err := web.ID(r, "meeting")
	if err != nil {
		return store.AttendancePage{}, err
	}
	q := web.Of(r)
	return p.Store.Attendance(r.Context(), store.MeetingScopesOf(q.Access()), q.Today(), id)
}

func renderTicks(w http.ResponseWriter, r *http.Request, status int, a store.AttendancePage, f *form.Form) error {
	q := web.Of(r)
	m := a.Meeting
	v := view.TicksView{Kicker: about(m), Title: "Vilka var med?", Action: paths.Attendance(m.ID), Marks: paths.AttendanceMarks(m.ID), Once: web.NewOnce(), Back: back(m),
		Key: tickKey(q, m.ID), Ticked: a.Ticked(), Of: len(a.Units), Done: m.Done(), Errors: errorsOf(f)}
	v.Lead = "Bocka för dem som var med, och tryck Klart. De andra räknas då som frånvarande."
	v.Submit = "Klart"
	switch {
	case m.State == district.MeetingCancelled:
		v.Notice = &ui.Notice{Tone: ui.ToneInfo, Text: "Träffen är inställd. Ta tillbaka den på träffens sida om den hölls ändå."}
	case m.Day.After(q.Today()):
		v.Notice = &ui.Notice{Tone: ui.ToneInfo, Text: "Träffen är " + sv.Date(m.Day) + ". Då kan du pricka av närvaron här."}
	case len(a.Units) == 0:
		v.Notice = &ui.Notice{Tone: ui.ToneInfo, Text: "Ingen är inbjuden än. Säg på träffens sida vilka som är inbjudna."}
	case m.Done():
		v.Lead, v.Submit = "Närvaron är klar. Du kan ändra den: den som inte är förbockad räknas som frånvarande.", "Spara"
		v.Reopen = paths.ReopenAttendance(m.ID)
	}
	chosen, posted := f.All("unit"), f.Get("_once") != ""
	letters := map[string]bool{}
	for _, u := range a.Units {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != u.Kind.Plural() {
			v.Groups = append(v.Groups, view.TickGroup{Title: u.Kind.Plural()})
		}
		row := view.TickRow{ID: idText(u.UnitID), Name: u.Name, Hint: sv.List(u.Holders), Ticked: u.TickedAt(m.ID)}
		if posted {
			row.Ticked = slices.Contains(chosen, row.ID)
		}
		for _, part := range a.Parts {
			if part.ID != m.ID && u.TickedAt(part.ID) {
				row.Hint = sv.Join(" · ", row.Hint, "var med i "+partName(part))
			}
		}
		if letter := firstLetter(u.Name); u.Kind == a.Units[0].Kind && !letters[letter] {
			letters[letter] = true
			row.Letter = "bokstav-" + strconv.Itoa(len(v.Letters))
			v.Letters = append(v.Letters, view.TickLetter{Letter: letter, Href: "#" + row.Letter})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, row)
	}
	return web.Render(w, r, status, head("Närvaro", meetingCrumb(m), ui.Crumb{Label: "Närvaro"}), view.Ticks, v)
}

// tickKey says whose ticks of which meeting a device keeps.
func tickKey(q *web.Req, meeting int64) string {
	return idText(q.Access().Account) + ":" + idText(meeting)
}

// firstLetter is the letter under which a name is looked for.
func firstLetter(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	return strings.ToUpper(string(first))
}

// tick takes the form: what differs from how it stood when it was shown is written, so that two who tick at the same
// time change only what each of them ticked.
func (p *Pages) tick(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readAttendance(r)
	if err != nil {
		return err
	}
	once := f.Get("_once")
	if !plainKey(once) {
		once = web.NewOnce()
	}
	now, was := f.IDs("unit", "Vilka var med?"), f.IDs("was", "Vilka var med?")
	var marks []store.Mark
	add := func(ids, other []int64, present bool) {
		for _, id := range ids {
			if !slices.Contains(other, id) {
				marks = append(marks, store.Mark{ID: "form:" + once + ":" + idText(id), Unit: id, Present: present})
			}
		}
	}
	add(now, was, true)
	add(was, now, false)
	if f.HasErrors() {
		return renderTicks(w, r, http.StatusUnprocessableEntity, a, f)
	}
	done := f.Get("done") != "" || a.Done()
	result, err := p.writeMarks(r, a.ID, marks, done)
	if web.Invalid(err, f) {
		return renderTicks(w, r, http.StatusUnprocessableEntity, a, f)
	}
	if err != nil {
		return fmt.Errorf("mark attendance: %w", err)
	}
	if result.Refused > 0 {
		return web.RedirectWarn(w, r, paths.Attendance(a.ID), sv.Count(result.Refused, "bock sparades inte, för den är inte inbjuden längre.", "bockar sparades inte, för de är inte inbjudna längre."))
	}
	if !done {
		return web.Redirect(w, r, paths.Attendance(a.ID), "Bockarna är sparade. Närvaron är inte klar än.")
	}
	return web.Redirect(w, r, back(a.Meeting), "Närvaron är sparad.")
}

// plainKey tells whether a form's key can be part of a mark's id.
func plainKey(key string) bool {
	return len(key) >= 8 && len(key) <= 40 && strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

func (p *Pages) writeMarks(r *http.Request, id int64, marks []store.Mark, done bool) (store.MarkResult, error) {
	q := web.Of(r)
	write := p.Store.MarkAttendance
	if done {
		write = p.Store.FinishAttendance
	}
	return write(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), id, marks)
}

// maxMarks is how many ticks one posting may carry.
const maxMarks = 1000

// A marksAnswer is what the script of the page gets back: how it stands after its ticks, with those of others.
type marksAnswer struct {
	Ticked  []int64 `json:"ticked"`
	Refused int     `json:"refused"`
	To      string  `json:"to,omitempty"` // where to go when the attendance was finished
}

// A finalAnswer is what the script gets back, as 410, when its ticks will never be saved, however often they are posted:
// it tells why, and offers to throw them away. It takes 403 and 404 so too, from whoever may no longer tick here.
type finalAnswer struct {
	Why string `json:"why"` // Swedish
}

func writeFinal(w http.ResponseWriter, why string) error {
	body, err := json.Marshal(finalAnswer{why})
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusGone)
	_, _ = w.Write(body) // as below
	return nil
}

// marks takes single ticks from the script, each "unit:1:id" or "unit:0:id", as often as it posts them. What is wrong
// with them, or with the meeting, is final.
func (p *Pages) marks(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readAttendance(r)
	if err != nil {
		return err
	}
	if key := f.Get("key"); key != "" && key != tickKey(web.Of(r), a.ID) {
		return district.NewInvalid("", "Någon annan har loggat in här. Ladda om sidan och pricka av igen.")
	}
	var marks []store.Mark
	for _, text := range f.All("mark") {
		parts := strings.SplitN(text, ":", 3)
		unit, err := strconv.ParseInt(parts[0], 10, 64)
		if err != nil || len(parts) != 3 || parts[1] != "0" && parts[1] != "1" {
			return writeFinal(w, "Kasta dem, ladda om sidan och pricka av igen.")
		}
		if len(marks) == maxMarks {
			return writeFinal(w, "Det är fler bockar än vad som går att spara på en gång. Kasta dem, ladda om sidan och pricka av igen.")
		}
		marks = append(marks, store.Mark{ID: parts[2], Unit: unit, Present: parts[1] == "1"})
	}
	answer := marksAnswer{Ticked: []int64{}}
	done := f.Bool("done")
	if len(marks) > 0 || done {
		result, err := p.writeMarks(r, a.ID, marks, done)
		var invalid *district.Invalid
		switch {
		case errors.As(err, &invalid) && len(invalid.Fields) > 0:
			return writeFinal(w, invalid.Fields[0].Message)
		case err != nil:
			return err
		}
		answer.Refused = result.Refused
		if a, err = p.readAttendance(r); err != nil {
			return err
		}
	}
	for _, u := range a.Units {
		if u.TickedAt(a.ID) {
			answer.Ticked = append(answer.Ticked, u.UnitID)
		}
	}
	if done {
		answer.To = back(a.Meeting)
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // a phone that is gone posts again
	return nil
}

// reopen says that the attendance is not finished after all.
func (p *Pages) reopen(w http.ResponseWriter, r *http.Request) error {
	f, err := web.Form(w, r)
	if err != nil {
		return err
	}
	a, err := p.readAttendance(r)
	if err != nil {
		return err
	}
	q := web.Of(r)
	err = p.Store.ReopenAttendance(r.Context(), q.Actor(), web.Once(r), q.Scope(authz.MeetingEdit), a.ID)
	switch {
	case web.Invalid(err, f):
		return web.RedirectWarn(w, r, back(a.Meeting), f.Errors()[0].Message)
	case err != nil:
		return fmt.Errorf("reopen attendance: %w", err)
	}
	return web.Redirect(w, r, paths.Attendance(a.ID), "Närvaron är inte klar. Den som inte är förbockad är okänd.")
}
