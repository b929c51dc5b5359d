package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// A revisionChange is which revision a row had before something ended it, and which it has now that this is undone. In
// between nobody has changed the row: otherwise it would not have been undone.
type revisionChange struct{ was, is int }

// restored are the rows that an undoing gave back, by what they are and their id.
type restored struct {
	units, assignments, grants, areas map[int64]revisionChange
}

// add adds what an ended unit had.
func (r *restored) add(e ended) {
	rows := func(into *map[int64]revisionChange, all []endedRow) {
		for _, x := range all {
			put(into, x.ID, revisionChange{x.Revision - 1, x.Revision + 1})
		}
	}
	rows(&r.assignments, e.Assignments)
	rows(&r.assignments, e.Struck)
	rows(&r.grants, e.Grants)
	rows(&r.areas, e.Areas)
	for _, g := range e.Dropped {
		put(&r.grants, g.ID, revisionChange{g.Revision, g.Revision + 1})
	}
	for _, a := range e.DroppedArea {
		put(&r.areas, a.ID, revisionChange{a.Revision, a.Revision + 1})
	}
}

// reopened adds a unit that was open again, by the revision that it had while it was closed.
func (r *restored) reopened(unit int64, closed int) {
	put(&r.units, unit, revisionChange{closed - 1, closed + 1})
}

func put(into *map[int64]revisionChange, id int64, c revisionChange) {
	if *into == nil {
		*into = map[int64]revisionChange{}
	}
	(*into)[id] = c
}

// passOn lets the reorganisations that stand, and that any of the units has a part in, know the rows that they began
// again: what was ended and given back has not been used. The units are locked.
func (r *restored) passOn(tx *db.Tx, units []int64, except int64) error {
	rows, err := db.List[struct {
		ID   int64
		Done []byte
	}](tx, "read standing reorganisations", `
		SELECT r.id, r.done FROM reorganisations r
		WHERE r.undone_on IS NULL AND r.id <> @except
		  AND EXISTS (SELECT FROM reorganisation_units x WHERE x.reorganisation_id = r.id AND x.unit_id = ANY(@units))
		ORDER BY r.id FOR UPDATE`, pgx.StrictNamedArgs{"units": units, "except": except})
	if err != nil {
		return err
	}
	for _, row := range rows {
		var done reorganised
		if err := json.Unmarshal(row.Done, &done); err != nil {
			return fmt.Errorf("decode what reorganisation %d did: %w", row.ID, err)
		}
		moved := false
		for _, part := range []struct {
			begun    []begunRow
			restored map[int64]revisionChange
		}{{done.Founded, r.units}, {done.Assignments, r.assignments}, {done.Grants, r.grants}, {done.Areas, r.areas}} {
			for i, b := range part.begun {
				if c, ok := part.restored[b.ID]; ok && c.was == b.Revision {
					part.begun[i].Revision, moved = c.is, true
				}
			}
		}
		if !moved {
			continue
		}
		kept, err := json.Marshal(done)
		if err != nil {
			return fmt.Errorf("encode what reorganisation %d did: %w", row.ID, err)
		}
		if err := tx.MustTouch("pass revisions on", `UPDATE reorganisations SET done = @done WHERE id = @id`,
			pgx.StrictNamedArgs{"id": row.ID, "done": kept}); err != nil {
			return err
		}
	}
	return nil
}

// passOn is the same of the undoing of a reorganisation.
func (u *undoing) passOn() error {
	var r restored
	for _, part := range [][]endedUnit{u.done.Sources, u.done.Room} {
		for _, e := range part {
			r.add(e.Ended)
			if i := slices.IndexFunc(u.units, func(x Unit) bool { return x.ID == e.Unit }); e.Closed && i >= 0 {
				r.reopened(e.Unit, u.units[i].Revision)
			}
		}
	}
	return r.passOn(u.tx, u.row.Units, u.row.ID)
}
