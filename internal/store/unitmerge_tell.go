package store

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/district"
)

// tell puts what was done into words that a page can show: with names, in the order of lists.
func (r *reorganising) tell() error {
	for _, part := range [][]endedUnit{r.done.Sources, r.done.Room} {
		for _, e := range part {
			r.tellAssignments(e)
			r.tellAreas(e)
		}
	}
	if err := r.tellAccess(); err != nil {
		return err
	}
	to := make([]int64, len(r.to))
	for i, u := range r.to {
		to[i] = u.ID
	}
	var err error
	if r.out.NotInvited, err = db.Scalar[int](r.tx, "count meetings that invite no successor", `
		SELECT count(*)::int FROM meetings m
		WHERE m.part_of IS NULL AND m.struck_at IS NULL AND m.state = 'planned' AND m.day >= @day::date AND m.organiser_id <> ALL(@from)
		  AND EXISTS (SELECT FROM meeting_units i WHERE i.meeting_id = m.id AND i.unit_id = ANY(@from))
		  AND EXISTS (SELECT FROM unnest(@to::bigint[]) AS t (id) WHERE t.id <> m.organiser_id AND NOT EXISTS (SELECT FROM meeting_units i WHERE i.meeting_id = m.id AND i.unit_id = t.id))`,
		pgx.StrictNamedArgs{"from": r.in.From, "to": to, "day": r.in.Day}); err != nil {
		return err
	}
	if !r.closes() {
		return nil
	}
	args := pgx.StrictNamedArgs{"from": r.in.From, "day": r.in.Day}
	counts, err := db.Get[struct{ Stated, Late, ToCome, Held, Records, Documents int }](r.tx, "count what stays", `
		SELECT count(*)::int AS stated, (count(*) FILTER (WHERE since >= @day::date))::int AS late,
			(SELECT count(*) FROM meetings m WHERE m.organiser_id = ANY(@from) AND m.day >= @day::date AND m.state = 'planned'
				AND m.part_of IS NULL AND m.struck_at IS NULL)::int AS to_come,
			(SELECT count(*) FROM meetings m WHERE m.organiser_id = ANY(@from) AND m.day >= @day::date AND m.state = 'held'
				AND m.part_of IS NULL AND m.struck_at IS NULL)::int AS held,
			(SELECT count(*) FROM records r WHERE r.unit_id = ANY(@from) AND r.happened_on >= @day::date AND r.state = 'done' AND r.struck_at IS NULL)::int AS records,
			(SELECT count(*) FROM documents d WHERE d.owner_id = ANY(@from) AND d.archived_on IS NULL)::int AS documents
		FROM vacancies WHERE unit_id = ANY(@from) AND struck_at IS NULL`, args)
	if err != nil {
		return err
	}
	r.out.Vacancies, r.out.LateVacancies = counts.Stated, counts.Late
	r.out.ToCome, r.out.HeldLate, r.out.LateRecords, r.out.Documents = counts.ToCome, counts.Held, counts.Records, counts.Documents
	r.out.Goals, err = db.List[NamedGoal](r.tx, "list goals of units that close", `
		SELECT g.id, `+goalLabelOf("g")+` AS number, g.title FROM goal_units gu JOIN goals g ON g.id = gu.goal_id JOIN plans p ON p.id = g.plan_id
		WHERE gu.unit_id = ANY(@from) AND upper(p.period) > @day::date AND (g.closed_on IS NULL OR g.closed_on > @day::date)
		GROUP BY g.id ORDER BY g.kind DESC, g.number, g.part, g.id`, args)
	return err
}

func (r *reorganising) nameOf(unit int64) string {
	for _, list := range [][]Unit{r.from, r.to} {
		for _, u := range list {
			if u.ID == unit {
				return u.Name
			}
		}
	}
	return ""
}

func (r *reorganising) tellAssignments(e endedUnit) {
	struck := map[int64]bool{}
	rows := map[int64]bool{}
	for _, a := range e.Ended.Assignments {
		rows[a.ID] = true
	}
	for _, a := range e.Ended.Struck {
		rows[a.ID], struck[a.ID] = true, true
	}
	for _, a := range r.held { // in the order of lists
		if !rows[a.ID] {
			continue
		}
		_, carried := r.carriedTo(a.ID)
		r.out.Ended = append(r.out.Ended, EndedAssignment{Unit: r.nameOf(a.UnitID), Post: a.PostName, Person: a.PersonName, Struck: struck[a.ID],
			Carried: carried, Room: slices.Contains(r.in.Ends, a.ID)})
	}
}

func (r *reorganising) tellAreas(e endedUnit) {
	rows := map[int64]bool{}
	for _, c := range e.Ended.Areas {
		rows[c.ID] = true
	}
	for _, c := range e.Ended.DroppedArea {
		rows[c.ID] = true
	}
	for _, c := range r.covers {
		if rows[c.ID] {
			a := EndedArea{Unit: r.nameOf(c.UnitID), Area: c.AreaName}
			for i, to := range r.to {
				switch {
				case r.covered(to.ID, c.AreaID, later(r.in.Day, c.From)):
					a.Has = append(a.Has, to.Name)
				case slices.ContainsFunc(r.in.Areas, func(x CarriedArea) bool { return x.ID == c.ID && slices.Contains(x.To, i) }):
					a.To = append(a.To, to.Name)
				}
			}
			r.out.Areas = append(r.out.Areas, a)
		}
	}
}

// covered tells whether a unit covered an area before anything was done, and does so on the day.
func (r *reorganising) covered(unit, area int64, day district.Date) bool {
	return slices.ContainsFunc(r.covers, func(c Cover) bool { return c.UnitID == unit && c.AreaID == area && c.Span().Contains(day) })
}

// tellAccess says which accounts lose what, and whether they have other access from then on.
func (r *reorganising) tellAccess() error {
	from := later(r.in.Day, r.tx.Moment.Today)
	rows := map[int64]bool{}
	for _, part := range [][]endedUnit{r.done.Sources, r.done.Room} {
		for _, e := range part {
			for _, g := range e.Ended.Grants {
				rows[g.ID] = true
			}
			for _, g := range e.Ended.Dropped {
				rows[g.ID] = true
			}
		}
	}
	index := map[int64]int{}
	var accounts []int64
	for _, g := range r.access {
		if !rows[g.ID] {
			continue
		}
		i, ok := index[g.AccountID]
		if !ok {
			i = len(r.out.Access)
			index[g.AccountID] = i
			r.out.Access = append(r.out.Access, LostAccess{Account: g.AccountID, Person: g.PersonName, From: from})
			accounts = append(accounts, g.AccountID)
		}
		a := &r.out.Access[i]
		a.Roles = append(a.Roles, string(g.Role))
		if unit := r.nameOf(g.InUnit); !slices.Contains(a.Units, unit) {
			a.Units = append(a.Units, unit)
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	others, err := db.Scalar[[]int64](r.tx, "look for other access", `
		SELECT coalesce(array_agg(DISTINCT account_id), '{}') FROM grants WHERE account_id = ANY(@accounts) AND valid @> @day::date`,
		pgx.StrictNamedArgs{"accounts": accounts, "day": from})
	if err != nil {
		return err
	}
	for i := range r.out.Access {
		r.out.Access[i].Other = slices.Contains(others, r.out.Access[i].Account)
	}
	return nil
}
