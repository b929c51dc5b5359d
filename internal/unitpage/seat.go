package unitpage

import (
	"slices"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/templates/ui"
)

// HasSeats tells whether a rule says who holds some post of the unit.
func HasSeats(u store.UnitPage) bool {
	return slices.ContainsFunc(u.Posts, store.RequiredPostState.IsSeat)
}

// SeatNotice warns of seats that nobody holds and of those whose holder does not come from where the seat is for; nil
// when there are none. Of a body that leads the district every required post is a seat.
func SeatNotice(u store.UnitPage) *ui.Notice {
	leading := slices.Contains(district.LeadingKinds(), u.Kind)
	var vacant, outside []string
	for _, p := range u.Posts {
		switch {
		case !leading && !p.IsSeat():
		case p.State == district.PostVacant:
			vacant = append(vacant, p.Name+" (sedan "+sv.Date(p.VacantSince)+")")
		case p.Outside:
			outside = append(outside, p.Name)
		}
	}
	n := &ui.Notice{Tone: ui.ToneWarn}
	switch {
	case len(vacant) > 0:
		n.Title = sv.Capital(sv.Count(len(vacant), "plats är vakant", "platser är vakanta"))
		n.Text = sv.List(vacant) + "."
		if len(outside) > 0 {
			n.Text += " Se också över " + sv.List(outside) + ": den som har platsen har inget uppdrag där platsen hör hemma."
		}
	case len(outside) > 0:
		n.Title = sv.Capital(sv.Count(len(outside), "plats att se över", "platser att se över"))
		n.Text = sv.List(outside) + ": den som har platsen har inget uppdrag där platsen hör hemma."
	default:
		return nil
	}
	return n
}

// seatNote says where the holder of a seat comes from, or is to come from, and whether without a vote; "" of a post
// that is no seat.
func seatNote(p store.RequiredPostState) string {
	var from string
	switch {
	case len(p.Bases) > 0:
		from = "från " + sv.List(p.Bases)
	case len(p.SeatFrom) > 0 && p.State != district.PostFilled:
		from = "för någon från " + SeatKinds(p.SeatFrom)
	}
	if p.CoOpted {
		return sv.Join(", ", from, "utan rösträtt")
	}
	return from
}

// seatWarning says that the holder does not come from where the seat is for.
func seatWarning(p store.RequiredPostState) string {
	if !p.Outside {
		return ""
	}
	return "har inget uppdrag i " + SeatKinds(p.SeatFrom)
}

// SeatKinds are kinds of unit that a seat is for, as in "en landstingsgrupp eller en kommunal grupp".
func SeatKinds(kinds []district.UnitKind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = Agree(k, "en ", "ett ") + strings.ToLower(k.Name())
	}
	return sv.Or(names)
}
