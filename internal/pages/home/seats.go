package home

import (
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/paths"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/home"
	"verkstad/templates/ui"
)

// seats tells the office, the board and the campaign leadership of seats that nobody holds, or somebody from elsewhere:
// one row for each body. What nobody has said is for the office to ask.
func seats(r *store.Reads, q *web.Req) answer {
	office := q.Access().CanEverywhere(authz.AssignmentEdit)
	if !office && !q.Access().Has(authz.BoardMember) && !q.Access().Has(authz.CampaignLead) {
		return nil
	}
	read := r.Seats(q.Scope(authz.PostRead), q.Today())
	return func(v *view.View) {
		all := *read
		for start := 0; start < len(all); {
			end := start
			for end < len(all) && all[end].UnitID == all[start].UnitID {
				end++
			}
			if row, ok := seatRow(all[start:end], office); ok {
				v.Rows = append(v.Rows, row)
			}
			start = end
		}
	}
}

// seatRow is the row of one body's seats; ok is false when nothing is to be done about them.
func seatRow(seats []store.Seat, office bool) (row ui.ActionRow, ok bool) {
	var vacant, outside, unknown []store.Seat
	for _, s := range seats {
		switch {
		case s.State == district.PostVacant:
			vacant = append(vacant, s)
		case s.Outside:
			outside = append(outside, s)
		case s.State == district.PostUnknown:
			unknown = append(unknown, s)
		}
	}
	u := seats[0]
	page := paths.Unit(u.UnitKind, u.UnitSlug)
	row = ui.ActionRow{Href: page, Action: ui.LinkButton{Label: "Se platserna", Href: page, Describe: "Se platserna: " + u.UnitName}}
	switch {
	case len(vacant) > 0:
		row.Status, row.Title = ui.StatusVacant, u.UnitName+": "+sv.Count(len(vacant), "plats är vakant", "platser är vakanta")
		row.Meta = vacant[0].PostName + " sedan " + sv.Date(vacant[0].VacantSince)
		if len(vacant) > 1 {
			row.Meta = names(vacant)
		}
		if office && len(vacant) == 1 {
			row.Action = ui.LinkButton{Label: "Utse", Href: paths.NameHolder(u.UnitKind, u.UnitSlug, vacant[0].PostID, 0), Describe: "Utse: " + vacant[0].PostName}
		}
	case len(outside) > 0:
		row.Status, row.Title = ui.StatusBehind, u.UnitName+": "+sv.Count(len(outside), "plats att se över", "platser att se över")
		row.Meta = names(outside) + ". Den som har platsen har inget uppdrag där den hör hemma"
	case len(unknown) > 0 && office:
		row.Status, row.Title = ui.StatusUnknown, u.UnitName+": "+sv.Count(len(unknown), "plats är okänd", "platser är okända")
		row.Meta = names(unknown)
	default:
		return row, false
	}
	return row, true
}

// names lists seats, a few of them by name.
func names(seats []store.Seat) string {
	out := make([]string, len(seats))
	for i, s := range seats {
		out[i] = s.PostName
	}
	return sv.ListMax(out, 2)
}
