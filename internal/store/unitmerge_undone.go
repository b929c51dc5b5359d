package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
)

// UndoDays is for how many days a merger or a split can be undone, counted from its day or from when it was recorded,
// whichever is later. After that people have arranged themselves by it, and nobody remembers whose access would come back.
const UndoDays = 30

// An Undone is what the undoing of a reorganisation does, or would do, to people's access.
type Undone struct {
	Back []UndoneAccess // that the reorganisation ended and that holds again, or goes on holding, as long as it did before
	Gone []UndoneAccess // that it gave and that ends
}

// An UndoneAccess is access of an account, from today or from its first day when that lies ahead.
type UndoneAccess struct {
	Account    int64
	Person     string // "" out of the reader's scope for names, and of a person who was emptied
	Role       string // code
	Unit       string // where, or where the assignment is that it follows
	From, Last district.Date
}

// Digest identifies what would happen, so that what was shown is what is done. Names are no part of it: they are not
// shown to everybody.
func (u Undone) Digest() string {
	plain := func(list []UndoneAccess) []UndoneAccess {
		out := make([]UndoneAccess, len(list))
		for i, a := range list {
			a.Person = ""
			out[i] = a
		}
		return out
	}
	b, err := json.Marshal([][]UndoneAccess{plain(u.Back), plain(u.Gone)})
	if err != nil {
		return "" // plain values: it cannot fail
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// CanUndoReorganisation tries an undoing out: it returns nil when it would succeed.
func (s *Store) CanUndoReorganisation(ctx context.Context, actor db.Actor, scope authz.Scope, id int64) error {
	_, err := s.tryUndo(ctx, actor, scope, authz.Scope{}, id)
	return err
}

// PreviewUndo returns whose access an undoing would give back and take. Names are those of the reader's scope for them;
// looking at it writes the read log. What makes the undoing impossible is an error as of [Store.UndoReorganisation].
func (s *Store) PreviewUndo(ctx context.Context, actor db.Actor, scope, names authz.Scope, id int64) (Undone, error) {
	out, err := s.tryUndo(ctx, actor, scope, names, id)
	if err != nil {
		return out, err
	}
	m, err := s.Moment(ctx)
	if err != nil {
		return out, err
	}
	return out, s.db.LogRead(ctx, actor, m.Now, db.Reading{Subject: "reorganisation", ID: id, Detail: "ångra"})
}

func (s *Store) tryUndo(ctx context.Context, actor db.Actor, scope, names authz.Scope, id int64) (Undone, error) {
	var out Undone
	_, err := s.db.Write(ctx, actor, db.OnceKey{}, nil, func(tx *db.Tx) (int64, error) {
		var err error
		if _, out, err = undoReorganisation(tx, scope, names, id); err != nil {
			return 0, err
		}
		return 0, errPreviewed
	})
	if errors.Is(err, errPreviewed) {
		return out, nil
	}
	return out, err
}

// readAccess reads the grants with the ids as they are just now, those that hold today or later.
func readAccess(tx *db.Tx, names authz.Scope, ids []int64) ([]UndoneAccess, error) {
	return db.List[UndoneAccess](tx, "read access that changes", `
		SELECT g.account_id AS account, CASE WHEN @names_all OR u.id = ANY(@names) THEN pe.name ELSE '' END AS person, g.role,
			coalesce(u.name, '') AS unit, greatest(lower(g.valid), @today::date) AS "from", upper(g.valid) - 1 AS last
		FROM grants g JOIN accounts ac ON ac.id = g.account_id JOIN people pe ON pe.id = ac.person_id
		LEFT JOIN assignments a ON a.id = g.assignment_id LEFT JOIN units u ON u.id = coalesce(g.unit_id, a.unit_id)
		WHERE g.id = ANY(@ids) AND (upper_inf(g.valid) OR upper(g.valid) > @today::date)
		ORDER BY pe.name COLLATE "sv-x-icu", g.account_id, g.id`,
		pgx.StrictNamedArgs{"ids": ids, "today": tx.Moment.Today, "names_all": names.All, "names": names.Units})
}

// accessEnded are the grants that the reorganisation ended.
func (d reorganised) accessEnded() []int64 {
	ids := []int64{}
	for _, part := range [][]endedUnit{d.Sources, d.Room} {
		for _, e := range part {
			for _, g := range e.Ended.Grants {
				ids = append(ids, g.ID)
			}
			for _, g := range e.Ended.Dropped {
				ids = append(ids, g.ID)
			}
		}
	}
	return ids
}

// inTime refuses an undoing that comes too late.
func (r standingReorganisation) inTime(today district.Date) error {
	if today.DaysSince(later(r.Day, r.RecordedOn)) <= UndoDays {
		return nil
	}
	what, instead := "sammanslagningen", "Lägg till en ny och utse dem som ska ha uppdrag där"
	if r.Kind == district.Split {
		what, instead = "delningen", "Slå ihop dem på nytt"
	}
	return errReopen(fmt.Sprintf("Det har gått mer än %d dagar sedan %s, så den går inte att ångra. %s i stället.", UndoDays, what, instead))
}
