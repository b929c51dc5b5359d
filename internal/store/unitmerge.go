package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// MaxSuccessors is the most units that one can be divided into, and the most that can be merged at once.
const MaxSuccessors = 6

// A NewReorganisation is a merger or a split as somebody decides it. Nothing that is not named in it goes on: what the
// units had ends on the day, and stays as it was before the day.
type NewReorganisation struct {
	Kind district.ReorganisationKind
	Day  district.Date // first day on which it holds
	From []int64       // of a merger those that close, of a split the one that is divided
	Keep bool          // a split: the one that is divided lives on
	To   []Successor   // of a merger exactly one, of a split the new ones

	Assignments []CarriedAssignment
	Grants      []CarriedGrant
	Areas       []CarriedArea
	Ends        []int64 // assignments in the one that lives on that end to make room for others

	// Seen is the digest of the [Reorganising] that was shown. When what would happen has become something else, the
	// write is refused with a [ChangedReorganisationError]. Empty for the program itself.
	Seen string
}

// A Successor is a unit that goes on after a merger or a split.
type Successor struct {
	Unit  int64  // one that exists; 0 for a new one
	Name  string // of a new one
	Facts int64  // a unit whose contact ways, meeting place, local question and purpose the new one takes; 0 for none
}

// A CarriedAssignment begins anew in a successor on the day, or on its own first day when that is later.
type CarriedAssignment struct {
	ID int64
	To int // index of the successor
}

// A CarriedGrant is access that is given anew in a successor, where it follows a carried assignment of the same person.
type CarriedGrant struct {
	ID, Assignment int64
}

// A CarriedArea is an area link that begins anew in successors. Stay lets the divided unit keep it too; without it, it
// ends on the day.
type CarriedArea struct {
	ID   int64
	To   []int
	Stay bool
}

// A Reorganising is everything that a reorganisation does, or would do.
type Reorganising struct {
	Kind district.ReorganisationKind
	Day  district.Date
	From []ReorganisedUnit
	To   []ReorganisedUnit

	Ended   []EndedAssignment // those that end, by unit and post
	Carried []BegunAssignment // those that begin anew
	Access  []LostAccess      // the accounts that lose access, by name
	Given   []GivenAccess     // access that is given anew
	Areas   []EndedArea       // that end
	Covered []BegunArea       // that begin anew

	Vacancies     int         // statements of vacancy that stay with the units that close and count nowhere else
	LateVacancies int         // of those: dated on the day or later, so that they count on no day
	ToCome        int         // meetings that units that close were to hold on the day or later
	HeldLate      int         // meetings that they have held on the day or later
	LateRecords   int         // dated records that they have done on the day or later, which no longer count
	Documents     int         // that they work out, and that nobody has put away
	Invited       int         // planned meetings of others on the day or later to which the one that goes on is invited in place of one that closes
	NotInvited    int         // planned meetings of others on the day or later that invite those it comes from, and not all that go on
	Goals         []NamedGoal // for which a unit that closes is responsible
}

// A ReorganisedUnit is a unit of a reorganisation.
type ReorganisedUnit struct {
	ID     int64 // 0 for a new one that has not been made
	Name   string
	Slug   string
	Kind   district.UnitKind
	Closes bool
	New    bool
	Facts  string // name of the unit whose contact ways and so on a new one takes
}

// An EndedAssignment is an assignment that ends with a reorganisation. Struck ones would only have begun later.
type EndedAssignment struct {
	Unit, Post, Person string
	Struck             bool
	Carried            bool // it begins anew elsewhere
	Room               bool // it ends to make room for another
}

// A BegunAssignment is an assignment that begins anew.
type BegunAssignment struct {
	Unit, Post, Person string
	From, Last         district.Date
}

// A LostAccess is what an account loses.
type LostAccess struct {
	Account int64
	Person  string
	Roles   []string // codes of the roles
	Units   []string // where; names
	From    district.Date
	Other   bool // it has other access from that day on
}

// A GivenAccess is access that is given anew.
type GivenAccess struct {
	Account            int64
	Person, Role, Unit string
	From               district.Date
}

// An EndedArea is an area that a unit no longer covers, and who does so instead.
type EndedArea struct {
	Unit, Area string
	To         []string // those that go on and begin to cover it
	Has        []string // those that go on and cover it already, chosen or not
}

// A BegunArea is an area that a unit covers from a day on.
type BegunArea struct {
	Unit, Area string
	From       district.Date
	Already    bool // it covers the area anyhow
}

// A NamedGoal is a goal by name.
type NamedGoal struct {
	ID     int64
	Number string // "3", "Å12"
	Title  string
}

// Digest identifies what would happen, so that what was shown is what is done.
func (r Reorganising) Digest() string {
	r.To = slices.Clone(r.To)
	for i := range r.To {
		if r.To[i].New {
			r.To[i].ID, r.To[i].Slug = 0, "" // differ from try to try
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		return "" // plain values: it cannot fail
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A ChangedReorganisationError says that what would happen is no longer what was shown.
type ChangedReorganisationError struct{ Now Reorganising }

// Error implements error.
func (e *ChangedReorganisationError) Error() string {
	return "what the reorganisation would do has changed"
}

// Is makes it a [district.ErrConflict].
func (e *ChangedReorganisationError) Is(target error) bool { return target == district.ErrConflict }

// A GoalMove is a measure of a goal whose value a reorganisation changes.
type GoalMove struct {
	NamedGoal
	Label         string // of the measure, when the goal has several
	Before, After GoalFigure
}

// A GoalFigure is the value of a measure: how many of how many, of how many nothing is known, and its status.
type GoalFigure struct {
	Defined   bool
	Value, Of int
	HasNumber bool
	Unknown   int
	Status    measure.Status // code, word and tone only
}

// Reorganise merges or divides units in scope and returns the id of the reorganisation. giver is who gives the access
// that goes on, see [Store.Grant]; nil is the program itself. What is wrong is a [district.Invalid] about the fields
// day, with, name, assignments, grants, areas and "" for the whole.
//
// The units that close do so on the day, with merged_into set for a merger; their assignments, grants and area links end
// on it in the same transaction, and those that are named begin anew. It may lie ahead or behind: everything is dated.
func (s *Store) Reorganise(ctx context.Context, actor db.Actor, once db.OnceKey, scope authz.Scope, giver *authz.Access, in NewReorganisation) (int64, error) {
	return s.db.Write(ctx, actor, once, reorganisingTopics, func(tx *db.Tx) (int64, error) {
		r := &reorganising{tx: tx, scope: scope, giver: giver, in: in}
		if err := r.run(); err != nil {
			return 0, err
		}
		if in.Seen != "" && in.Seen != r.out.Digest() {
			return 0, &ChangedReorganisationError{Now: r.out}
		}
		return r.id, nil
	})
}

// errPreviewed ends the transaction of a preview, so that nothing of it stays.
var errPreviewed = errors.New("previewed")

// PreviewReorganisation returns exactly what [Store.Reorganise] would do, and which goals it would move as of its day or
// of today, whichever is later: it does it and takes it back. Looking at it writes the read log, since names of holders
// and accounts are in it.
func (s *Store) PreviewReorganisation(ctx context.Context, actor db.Actor, scope authz.Scope, giver *authz.Access, in NewReorganisation) (Reorganising, []GoalMove, error) {
	in.Seen = ""
	m, err := s.Moment(ctx)
	if err != nil {
		return Reorganising{}, nil, err
	}
	day := later(in.Day, m.Today)
	var out Reorganising
	var before, after []Goal
	_, err = s.Together(ctx, actor, db.OnceKey{}, func(s *Store) (int64, error) {
		if before, err = s.GoalsOn(ctx, GoalFilter{}, day); err != nil {
			return 0, err
		}
		_, err = s.db.Write(ctx, actor, db.OnceKey{}, reorganisingTopics, func(tx *db.Tx) (int64, error) {
			r := &reorganising{tx: tx, scope: scope, giver: giver, in: in}
			err := r.run()
			out = r.out
			return r.id, err
		})
		if err != nil {
			return 0, err
		}
		if after, err = s.GoalsOn(ctx, GoalFilter{}, day); err != nil {
			return 0, err
		}
		return 0, errPreviewed
	})
	if !errors.Is(err, errPreviewed) {
		if err == nil {
			err = errors.New("preview of a reorganisation was kept")
		}
		return Reorganising{}, nil, err
	}
	err = s.db.LogRead(ctx, actor, m.Now, db.Reading{Subject: "reorganisation", ID: in.From[0]})
	return out, movedGoals(before, after, day), err
}

// later returns the later of two days.
func later(a, b district.Date) district.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// movedGoals compares the measures of goals of plans in force on the day before and after.
func movedGoals(before, after []Goal, day district.Date) []GoalMove {
	was := map[int64]GoalMeasure{}
	for _, g := range before {
		for _, m := range g.Measures {
			was[m.ID] = m
		}
	}
	var out []GoalMove
	for _, g := range after {
		if !g.Period().Contains(day) {
			continue
		}
		for _, m := range g.Measures {
			move := GoalMove{NamedGoal: NamedGoal{g.ID, g.Name(), g.Title}, Before: figureOf(was[m.ID].Now), After: figureOf(m.Now)}
			if len(g.Counted()) > 1 {
				move.Label = m.Label
			}
			if move.Before != move.After {
				out = append(out, move)
			}
		}
	}
	return out
}

func figureOf(v MeasureValue) GoalFigure {
	f := GoalFigure{Defined: v.Defined}
	if !v.Defined {
		return f
	}
	f.Value, f.Of, f.HasNumber = v.Number()
	f.Unknown = v.Coverage.Unknown
	f.Status = measure.Status{Code: v.Status.Code, Tone: v.Status.Tone, Word: v.Status.Word}
	return f
}

// unitIDs are the units that exist and take part, each once, in the order in which they are locked.
func (in NewReorganisation) unitIDs() []int64 {
	ids := slices.Clone(in.From)
	for _, t := range in.To {
		if t.Unit != 0 {
			ids = append(ids, t.Unit)
		}
		if t.Facts != 0 {
			ids = append(ids, t.Facts)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
