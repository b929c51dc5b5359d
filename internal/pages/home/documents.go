package home

import (
	"strings"

	"verkstad/internal/authz"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// documents tells the office of documents of which a step should have been taken.
func documents(r *store.Reads, q *web.Req) answer {
	if !q.Can(authz.DocumentEdit) {
		return nil
	}
	all := r.Documents(store.DocumentFilter{}, q.Today())
	return func(v *view.View) {
		var late []store.Document
		for _, d := range *all {
			if _, is := d.Late(); is {
				late = append(late, d)
			}
		}
		switch len(late) {
		case 0:
		case 1:
			d := late[0]
			s, _ := d.Late()
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusBehind, Title: d.Name, Href: paths.Document(d.ID),
				Meta:   "Steget " + strings.ToLower(s.Step.Name()) + " skulle vara klart " + sv.Date(s.Due),
				Action: ui.LinkButton{Label: "Öppna", Href: paths.Document(d.ID), Describe: "Öppna: " + d.Name}})
		default:
			v.Rows = append(v.Rows, ui.ActionRow{Status: ui.StatusBehind, Title: sv.Count(len(late), "dokument ligger efter", "dokument ligger efter"),
				Href: paths.Documents, Meta: "Skriv in det som är klart, eller bestäm en ny dag",
				Action: ui.LinkButton{Label: "Se vilka", Href: paths.Documents, Describe: "Se vilka dokument som ligger efter"}})
		}
	}
}
