package store

import (
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

func (r *reorganising) beginAssignments() error {
	r.begun = map[int64]int64{}
	for _, c := range r.in.Assignments {
		a := *r.assignment(c.ID)
		span, unit := r.anew(a), r.to[c.To]
		id, err := db.Scalar[int64](r.tx, "begin assignment anew", `
			INSERT INTO assignments (person_id, unit_id, post_id, valid, single, gender, recorded_at)
			VALUES (@person, @unit, @post, daterange(@from::date, @until::date), @single, nullif(@gender::text, ''), @now) RETURNING id`,
			pgx.StrictNamedArgs{"person": a.PersonID, "unit": unit.ID, "post": a.PostID, "from": span.From, "until": span.Until,
				"single": a.Single, "gender": a.Gender, "now": r.tx.Moment.Now})
		if err != nil {
			return err
		}
		r.begun[c.ID] = id
		r.done.Assignments = append(r.done.Assignments, begunRow{id, 1})
		r.tx.Audit(db.Change{Record: "assignment", ID: id, Unit: unit.ID, Action: "create", Fields: []db.Field{
			{Name: "post", After: a.PostKey}, {Name: "person", After: a.PersonID}, {Name: "from", After: span.From}, {Name: "last", After: span.Last()}}})
		r.out.Carried = append(r.out.Carried, BegunAssignment{Unit: unit.Name, Post: a.PostName, Person: a.PersonName, From: span.From, Last: span.Last()})
	}
	return nil
}

// beginAreas lets the successors cover what was chosen, where they do not do so already.
func (r *reorganising) beginAreas() error {
	seen := map[int64]bool{}
	covered := map[int64][]Cover{} // by unit, as it goes on
	for _, c := range r.covers {
		covered[c.UnitID] = append(covered[c.UnitID], c)
	}
	for _, want := range r.in.Areas {
		i := slices.IndexFunc(r.covers, func(c Cover) bool { return c.ID == want.ID })
		if i < 0 || !r.source(r.covers[i].UnitID) || seen[want.ID] {
			return district.NewInvalid("areas", changedMeanwhile)
		}
		seen[want.ID] = true
		c := r.covers[i]
		for _, to := range want.To {
			if to < 0 || to >= len(r.to) {
				return district.NewInvalid("areas", changedMeanwhile)
			}
			unit := r.to[to]
			span := district.Span{From: later(r.in.Day, c.From), Until: c.Until}
			for _, other := range covered[unit.ID] {
				switch o := other.Span(); {
				case other.AreaID != c.AreaID:
				case o.Contains(span.From):
					span.Until = span.From // it does so already
				case span.Overlaps(o):
					span.Until = o.From
				}
			}
			b := BegunArea{Unit: unit.Name, Area: c.AreaName, From: span.From, Already: span.IsEmpty()}
			if !b.Already {
				id, err := addCover(r.tx, unit.ID, c.AreaID, span)
				if err != nil {
					return err
				}
				r.done.Areas = append(r.done.Areas, begunRow{id, 1})
				covered[unit.ID] = append(covered[unit.ID], Cover{AreaID: c.AreaID, From: span.From, Until: span.Until})
			}
			r.out.Covered = append(r.out.Covered, b)
		}
	}
	return nil
}

// beginGrants gives access anew where that was chosen, from today at the earliest.
func (r *reorganising) beginGrants() error {
	for _, c := range r.in.Grants {
		i := slices.IndexFunc(r.access, func(g heldGrant) bool { return g.ID == c.ID })
		a := r.assignment(c.Assignment)
		to, carried := r.carriedTo(c.Assignment)
		if i < 0 || a == nil || !carried {
			return district.NewInvalid("grants", "Behörighet kan bara följa med ett uppdrag som börjar på nytt. Kryssa uppdraget också, eller ta bort krysset för behörigheten.")
		}
		g := r.access[i]
		if g.PersonID != a.PersonID || g.InUnit != a.UnitID {
			return district.NewInvalid("grants", changedMeanwhile)
		}
		in := NewGrant{Account: g.AccountID, Role: g.Role, Assignment: r.begun[a.ID],
			Valid: district.Span{From: later(later(r.anew(*a).From, g.From), r.tx.Moment.Today), Until: g.Until}}
		if g.UnitID == 0 && g.Role.UnitKinds() != nil {
			return district.NewInvalid("grants", changedMeanwhile)
		}
		if _, err := lockAccount(r.tx, g.AccountID); err != nil {
			return err
		}
		id, err := grant(r.tx, r.giver, in)
		var invalid *district.Invalid
		if errors.As(err, &invalid) && len(invalid.Fields) > 0 {
			return district.NewInvalid("grants", g.PersonName+", "+g.Role.Name()+": "+invalid.Fields[0].Message)
		}
		if err != nil {
			return err
		}
		r.done.Grants = append(r.done.Grants, begunRow{id, 1})
		given := GivenAccess{Account: g.AccountID, Person: g.PersonName, Role: string(g.Role), From: in.Valid.From}
		if g.UnitID != 0 {
			given.Unit = r.to[to].Name
		}
		r.out.Given = append(r.out.Given, given)
	}
	return nil
}
