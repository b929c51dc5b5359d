package parts

import (
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// A Change is one row of the audit log, with plain values, about a unit or something in it.
type Change struct {
	Record, Action string
	Subject        string // post that it is about
	Note           string
	When, Who      string
	Fields         []FieldChange
}

// A FieldChange is one changed field. A personal one has neither value.
type FieldChange struct {
	Name, Before, After string
}

// changeTitles are what people call an action on a record.
var changeTitles = map[string]string{
	"unit.create": "Lades till", "unit.update": "Uppgifterna ändrades", "unit.close": "Stängdes", "unit.reopen": "Stängningen ångrades",
	"unit.merge": "Gick upp i en annan", "unit.receive": "En annan gick upp hit", "unit.split": "Delades", "unit.remove": "Togs bort",
	"unit.undoReorganisation": "En sammanslagning eller delning ångrades", "assignment.reorganise": "Ett uppdrag avslutades vid en delning eller sammanslagning",
	"assignment.remove": "Ett uppdrag som hade följt med togs bort", "reorganisation.create": "En sammanslagning eller delning lades in",
	"reorganisation.undo": "En sammanslagning eller delning ångrades",
	"unitArea.create":     "Ett område lades till", "unitArea.end": "Ett område fick sista dag", "unitArea.remove": "Ett område togs bort",
	"unitArea.reopen":  "Ett område fick tillbaka sin sista dag",
	"governing.create": "Det angavs vem som styr", "governing.update": "Vem som styr ändrades",
	"governing.end": "Vem som styr fick sista dag", "governing.remove": "Vem som styr togs bort",
	"assignment.create": "Någon utsågs till ett uppdrag", "assignment.update": "Ett uppdrag ändrades", "assignment.end": "Ett uppdrag avslutades",
	"assignment.strike": "Ett uppdrag ströks", "assignment.reopen": "Ett uppdrag fick tillbaka sin sista dag",
	"vacancy.create": "Ett uppdrag angavs som vakant", "vacancy.strike": "Uppgiften att ett uppdrag är vakant ströks",
	"assignment.replace": "Ett uppdrag avslutades när någon annan tog över", "assignment.undoEnd": "Ett avslut ångrades", "assignment.merge": "Ett uppdrag flyttades till rätt person",
	"document.create": "Ett dokument lades till", "document.update": "Ett dokument ändrades", "document.step": "Ett dokument tog ett steg",
	"document.undo_step": "Ett steg för ett dokument ångrades", "document.archive": "Ett dokument arkiverades", "document.restore": "Ett dokument togs tillbaka",
	"meeting.create": "En träff lades in", "meeting.update": "En träff ändrades", "meeting.hold": "En träff hölls", "meeting.cancel": "En träff ställdes in",
	"meeting.move": "En träff flyttades", "meeting.undo": "Det senaste om en träff ångrades", "meeting.strike": "En träff ströks",
	"meeting.restore": "En träff togs tillbaka", "meeting.invite": "Det ändrades vilka som är inbjudna till en träff", "meeting.addPart": "En träff fick en del till",
	"meeting.attendance": "Närvaro på en träff prickades av", "meeting.attendanceDone": "Närvaron på en träff blev klar",
	"meeting.attendanceOpen": "Närvaron på en träff öppnades igen", "question.create": "En fråga ställdes", "question.update": "En fråga ändrades",
	"question.answer": "En fråga fick svar", "question.strike": "En fråga ströks", "assessment.create": "Ett svar i självskattningen skrevs in",
	"assessment.strike": "Ett svar i självskattningen ströks", "record.create": "En händelse skrevs in", "record.update": "En händelse ändrades",
	"record.strike": "En händelse ströks",
	"person.create": "En person lades till", "person.update": "En persons uppgifter ändrades", "person.merge": "Två personer slogs ihop",
	"person.empty": "En persons uppgifter togs bort",
	"grant.create": "En behörighet gavs", "grant.update": "En behörighet ändrades", "grant.end": "En behörighet avslutades",
	"grant.remove": "En behörighet togs bort", "grant.reopen": "En behörighet fick tillbaka sin sista dag",
}

var fieldNames = map[string]string{
	"name": "Namn", "kind": "Slag", "founded": "Grundad", "purpose": "Uppgift", "meetingPlace": "Mötesplats", "localIssue": "Lokal fråga",
	"contacts": "Kontaktvägar", "area": "Område", "from": "Första dag", "last": "Sista dag", "position": "Styre", "source": "Källa",
	"since": "Vakant sedan", "done": "Dag", "archived": "Från och med", "steps": "Steg", "documentKind": "Slag",
}

// HistoryEvent writes a change in Swedish.
func HistoryEvent(c Change) ui.Event {
	title := changeTitles[c.Record+"."+c.Action]
	if title == "" {
		title = "En ändring gjordes"
	}
	if c.Subject != "" {
		title += ": " + c.Subject
	}
	var parts []string
	if c.Note != "" {
		parts = append(parts, c.Note)
	}
	for _, f := range c.Fields {
		if name := fieldNames[f.Name]; name != "" && c.Record != "person" {
			parts = append(parts, strings.TrimSuffix(fieldText(name, valueText(f.Name, f.Before), valueText(f.Name, f.After)), "."))
		}
	}
	return ui.Event{When: c.When, Who: c.Who, Title: title, Text: strings.Join(parts, ". ")}
}

func fieldText(name, before, after string) string {
	switch {
	case before == "" && after == "":
		return name + " ändrades"
	case before == "":
		return name + ": " + after
	case after == "":
		return name + ": " + before + " togs bort"
	}
	return name + ": " + before + " → " + after
}

func valueText(field, value string) string {
	switch field {
	case "kind":
		if name := district.UnitKind(value).Name(); name != "" {
			return name
		}
	case "position":
		if p := district.Position(value); p.Valid() {
			return p.Name()
		}
	case "founded", "from", "last", "since", "done", "archived":
		if d, err := district.ParseDate(value); err == nil {
			return sv.Date(d)
		}
	}
	return value
}
