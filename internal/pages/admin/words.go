package admin

import (
	"strings"
	"unicode/utf8"

	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/sv"
)

// records are the record types of the audit log in the order of the filter.
var records = []string{"unit", "unitArea", "reorganisation", "governing", "assignment", "vacancy", "post", "requiredPost", "person", "account", "grant",
	"source", "plan", "planVersion", "document", "commitment", "goal", "comment", "meeting", "question", "followUp", "meetingKind", "assessment", "questionnaire", "assessmentQuestion", "record", "recordKind",
	"recordCompletion", "installation"}

// recordNames are what people call a record type.
var recordNames = map[string]string{"unit": "Förening eller organ", "unitArea": "Område i en förening", "reorganisation": "Sammanslagning eller delning", "governing": "Vem som styr", "assignment": "Uppdrag",
	"vacancy": "Uppgift om vakans", "post": "Uppdragstyp", "requiredPost": "Krav på uppdrag", "person": "Person", "account": "Konto", "grant": "Behörighet",
	"source": "Inläst text", "plan": "Plan", "planVersion": "Version av planen", "document": "Dokument", "commitment": "Mening i planen", "goal": "Mål", "comment": "Kommentar", "installation": "Verkstad", "meeting": "Träff", "question": "Fråga från träff", "followUp": "Svar efter träff", "meetingKind": "Slag av träff",
	"assessment": "Svar i självskattningen", "questionnaire": "Frågeformulär", "assessmentQuestion": "Fråga i självskattningen", "record": "Händelse", "recordKind": "Händelseslag",
	"recordCompletion": "Uppgift om att allt är inskrivet"}

// actionNames are what was done, before the name of the record.
var actionNames = map[string]string{"create": "Lade till", "update": "Ändrade", "end": "Avslutade", "remove": "Tog bort", "delete": "Tog bort", "strike": "Strök",
	"close": "Stängde", "reopen": "Öppnade igen", "merge": "Slog ihop", "restore": "Tog tillbaka", "retire": "Slutade använda", "empty": "Tömde",
	"replace": "Avslutade, eftersom någon annan tog över,", "undoEnd": "Ångrade sista dagen för", "undo": "Ångrade", "reorganise": "Avslutade, vid en delning eller sammanslagning,", "archive": "Arkiverade", "disable": "Stoppade", "enable": "Släppte in"}

// sentences are what was done where the name of the action says too little.
var sentences = map[string]string{
	"unit.merge": "Lät gå upp i en annan", "unit.receive": "Lät en annan gå upp i", "unit.split": "Delade", "unit.undoReorganisation": "Ångrade sammanslagning eller delning",
	"account.create_invitation_link": "Gjorde en inbjudan", "account.create_reset_link": "Gjorde en länk att byta lösenord", "account.set_password": "Valde lösenord",
	"account.rehash_password": "Lösenordet sparades på ett säkrare sätt", "account.set_second_factor": "Slog på tvåstegsinloggning",
	"account.remove_second_factor": "Tog bort tvåstegsinloggning", "account.new_recovery_codes": "Gjorde nya reservkoder",
	"account.login_failed": "Misslyckad inloggning", "account.code_failed": "Fel kod vid inloggning", "account.confirm_failed": "Fel lösenord när det frågades igen",
	"account.end_sessions":      "Avslutade inloggningar",
	"account.use_recovery_code": "Loggade in med en reservkod", "account.merge": "Flyttade kontot till personens andra rad",
	"assignment.merge": "Flyttade uppdraget till personens andra rad", "assignment.reopen": "Tog tillbaka sista dagen för uppdrag",
	"grant.create": "Gav behörighet", "grant.update": "Ändrade behörighet", "unitArea.end": "Satte sista dag för område i en förening",
	"unitArea.reopen": "Tog tillbaka sista dagen för område i en förening", "goal.close": "Avslutade mål", "goal.date": "Rättade ett datum i mål",
	"goal.judge": "Bedömde mål", "goal.measure": "Ändrade hur mål räknas", "goal.measure_end": "Tog bort en mätning från mål",
	"goal.milestone": "Ändrade en milstolpe i mål", "goal.milestone_end": "Tog bort en milstolpe från mål", "goal.note": "Skrev en anmärkning vid mål",
	"goal.strike_judgement": "Strök en bedömning av mål", "goal.strike_note": "Strök en anmärkning vid mål", "commitment.update": "Tog ställning till mening i planen",
	"commitment.accept": "Godkände ny lydelse av mening i planen", "commitment.pair": "Sade att en ny lydelse hör till mening i planen",
	"planVersion.create": "Läste in ny version av planen", "planVersion.delete": "Tog tillbaka en version av planen",
	"document.step": "Skrev att ett steg är klart för dokument", "document.undo_step": "Ångrade ett steg för dokument",
	"meeting.addPart": "Lade till en del av träff", "meeting.attendance": "Prickade av närvaro på träff",
	"meeting.attendanceDone": "Blev klar med närvaron på träff", "meeting.attendanceOpen": "Öppnade närvaron igen på träff",
	"meeting.cancel": "Ställde in träff", "meeting.create": "Lade in träff", "meeting.hold": "Sade att träff har hållits",
	"meeting.invite": "Ändrade vilka som är inbjudna till träff", "meeting.move": "Flyttade träff", "meeting.undo": "Ångrade det senaste om träff",
	"question.answer": "Svarade på fråga från träff", "question.create": "Skrev in fråga från träff",
	"followUp.create": "Skrev in svar efter träff", "assessment.create": "Skrev in svar i självskattningen", "record.create": "Skrev in händelse", "record.done": "Sade att händelse är genomförd", "record.cancel": "Ställde in händelse",
	"recordCompletion.create": "Sade att allt är inskrivet", "questionnaire.retire": "Slutade ställa frågeformulär", "questionnaire.restore": "Började ställa frågeformulär igen", "recordKind.restore": "Började använda händelseslag igen",
	"installation.demo": "Gjorde databasen till en demo", "installation.move_day": "Flyttade dagen",
}

// title says what a row of the audit log did: "Avslutade uppdrag: Kassör, Farsta".
func title(row store.AuditRow) string {
	s := sentences[row.Record+"."+row.Action]
	if s == "" {
		verb, noun := actionNames[row.Action], recordNames[row.Record]
		if verb == "" {
			verb = "Ändrade"
		}
		if noun == "" {
			noun = "något"
		}
		first, n := utf8.DecodeRuneInString(noun)
		s = verb + " " + strings.ToLower(string(first)) + noun[n:]
	}
	return sv.Join(": ", s, row.Subject)
}

// fieldNames are what people call a changed field.
var fieldNames = map[string]string{"answer": "Svar", "answered": "Svarat", "attendance": "Närvaro prickas av", "attendanceDone": "Närvaron är klar",
	"audience": "Till för", "audiences": "Målgrupper", "consultation": "Avstäms med gruppledarna", "consulted": "Avstämt med gruppledarna", "invited": "Inbjudna",
	"meetingKind": "Slag", "meetingNote": "Anteckningar", "notPresent": "Bocken togs bort", "organisers": "Får hålla den", "perYear": "Antal per kalenderår",
	"partCount": "Antal delar", "place": "Plats", "plural": "Namn i flertal", "present": "Var med", "questions": "Frågor kan ställas", "region": "Del", "starts": "Börjar",
	"answers": "Svar", "goodMonths": "Så många månader gäller ett svar", "intro": "Inledning", "short": "Kort", "unitKinds": "Vilka som får frågorna", "many": "Ordet för flera",
	"numbered": "Antal deltagare noteras", "one": "Ordet för en", "others": "Fler som deltog", "participants": "Deltagare", "partner": "Tillsammans med", "recordKind": "Slag",
	"followUpFirst": "Första frågan efteråt", "followUpSecond": "Andra frågan efteråt", "recordState": "Läge", "through": "Till och med",
	"uninvited": "Inte längre inbjudna",
	"account":   "Konto", "added": "Nya meningar", "adopted": "Antagen", "adopter": "Antas av", "archived": "Arkiverat från", "area": "Område",
	"assignment": "Följer uppdraget", "board": "I styrelsen",
	"cancelled": "Inställd", "changed": "Ändrade meningar", "class": "Slag", "closed": "Stängd från", "contacts": "Kontaktvägar", "day": "Dag", "done": "Klar", "documentKind": "Slag",
	"due": "Ska vara nått", "earliest": "Tidigast",
	"email": "E-post", "findings": "Antal fynd", "founded": "Första dag", "from": "Första dag", "goal": "Mål", "indicator": "Vad som räknas", "kind": "Slag",
	"label": "Namn", "last": "Sista dag", "latest": "Sista dag", "level": "Bedömning", "localIssue": "Lokal fråga", "measure": "Mätning",
	"meetingPlace": "Mötesplats", "merged": "Slogs ihop med", "mergedInto": "Slogs ihop till", "moved": "Flyttade meningar", "name": "Namn", "note": "Anmärkning", "number": "Nummer", "on": "Dag",
	"params": "Vad som räknas", "owner": "Tas fram av", "parts": "Vilka", "password": "Lösenord", "per": "Per", "person": "Person", "population": "Vilka som räknas", "position": "Styre", "post": "Uppdrag",
	"purpose": "Uppgift", "recovery_codes": "Reservkoder", "removed": "Borttagna meningar", "responsible": "Ansvarig enligt texten", "retired": "Används inte från", "rhythm": "Takt", "role": "Roll", "same": "Samma som",
	"seatFrom": "Kommer från", "coOpted": "Adjungerad", "second_factor": "Tvåstegsinloggning", "sentence": "Mening", "sessions": "Inloggningar",
	"sha256": "Filens fingeravtryck", "since": "Vakant sedan", "single": "En i taget", "sort": "Ordning", "source": "Källa", "state": "Läge",
	"steps": "Steg", "struck": "Struken", "tags": "Perspektiv och fokusfrågor", "target": "Målvärde", "text": "Text", "title": "Namn", "unit": "Vem", "units": "Ansvariga", "until": "Sista dag"}

// opaque are fields whose values only a program reads.
var opaque = map[string]bool{"params": true, "population": true, "rhythm": true, "indicator": true, "measure": true, "sha256": true}

// fieldText writes one changed field: "Sista dag: 30 april 2018 → 15 april 2018".
func fieldText(action string, f store.AuditChange) string {
	name := fieldNames[f.Field]
	if name == "" {
		name = "Annat"
	}
	switch {
	case f.Personal && action == "create":
		return name + " fylldes i"
	case f.Personal || opaque[f.Field]:
		return name + " ändrades"
	}
	before, after := valueText(f.Field, f.Before), valueText(f.Field, f.After)
	switch {
	case before == "":
		return name + ": " + after
	case after == "":
		return name + ": " + before + " togs bort"
	}
	return name + ": " + before + " → " + after
}

// values are the codes that mean the same in every field.
var values = map[string]string{"cancelled": "inställd", "planned": "planerad", "held": "hållen", "done": "genomförd", "proposed": "väntar på beslut", "approved": "godkänd", "rejected": "inte ett mål", "true": "ja", "false": "nej"}

// valueText writes a value as people read it. A text that is no code is read as it is.
func valueText(field, value string) string {
	switch field {
	case "role":
		if n := authz.Role(value).Name(); n != "" {
			return n
		}
	case "kind":
		if n := district.UnitKind(value).Name(); n != "" {
			return n
		}
		if n := district.PlanKind(value).Name(); n != "" {
			return n
		}
		if n := district.ReorganisationKind(value).Name(); n != "" {
			return n
		}
	case "position":
		if p := district.Position(value); p.Valid() {
			return p.Name()
		}
	case "until": // the log keeps the first day on which it no longer holds
		if d, err := district.ParseDate(value); err == nil {
			return sv.Date(d.AddDays(-1))
		}
	}
	if d, err := district.ParseDate(value); err == nil {
		return sv.Date(d)
	}
	if v := values[value]; v != "" {
		return v
	}
	return value
}

// readText says what somebody read.
func readText(row store.ReadRow) string {
	about := row.About
	if about == "" {
		about = "någon som inte finns kvar"
	}
	switch row.Subject {
	case "person":
		return "Sidan om " + about
	case "person_search":
		return "Sökte bland personer"
	case "reorganisation":
		return "Vilka som har uppdrag och konto, inför en sammanslagning eller delning, " + about
	case "unit_contacts":
		if row.SubjectID == 0 {
			return "Kontaktvägar som inte är publicerade, i hela distriktet"
		}
		return "Kontaktvägar som inte är publicerade, " + about
	case "accounts":
		return "Listan med konton"
	case "export":
		return "Tog ut fil: " + row.Detail
	}
	return "Något personligt"
}
