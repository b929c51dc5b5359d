package store

import (
	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
)

// A passedInvitation is an invitation that a merger wrote for the unit that goes on.
type passedInvitation struct {
	Meeting int64 `json:"meeting"`
	Unit    int64 `json:"unit"`
}

// passInvitations invites the unit that goes on after a merger to the meetings on the day or later that are planned and
// have invited one that closes. What was written stays: the one that closes was invited, and is asked for no more from
// the day on, because it no longer exists. Meetings that it holds itself, or that the one that goes on holds, invite
// nobody anew. A meeting gets a new revision, as by any other invitation: whoever has the list of those invited open would
// else leave the new one out unseen. After a split nobody knows to which of the new ones an invitation was meant; see
// Reorganising.NotInvited.
func (r *reorganising) passInvitations() error {
	if !r.merger() {
		return nil
	}
	to := r.to[0]
	meetings, err := db.List[struct{ ID, OrganiserID int64 }](r.tx, "pass invitations on", `
		WITH passed AS (
			INSERT INTO meeting_units (meeting_id, unit_id)
			SELECT m.id, @to FROM meetings m
			WHERE m.part_of IS NULL AND m.struck_at IS NULL AND m.state = 'planned' AND m.day >= @day::date
			  AND m.organiser_id <> ALL(@from) AND m.organiser_id <> @to
			  AND EXISTS (SELECT FROM meeting_units i WHERE i.meeting_id = m.id AND i.unit_id = ANY(@from))
			ON CONFLICT DO NOTHING RETURNING meeting_id), bumped AS (
			UPDATE meetings m SET revision = m.revision + 1 FROM passed WHERE m.id = passed.meeting_id RETURNING m.id, m.organiser_id)
		SELECT id, organiser_id FROM bumped ORDER BY id`,
		pgx.StrictNamedArgs{"to": to.ID, "from": r.in.From, "day": r.in.Day})
	if err != nil {
		return err
	}
	for _, m := range meetings {
		r.done.Invited = append(r.done.Invited, passedInvitation{m.ID, to.ID})
		r.tx.Audit(db.Change{Record: "meeting", ID: m.ID, Unit: m.OrganiserID, Action: "invite", Note: "Sammanslagningen", Fields: []db.Field{
			{Name: "invited", Before: "", After: to.Name}}})
	}
	r.out.Invited = len(meetings)
	return nil
}

// takeBackInvitations takes away the invitations that were passed on, unless somebody has been ticked or has answered by
// them. One that the organiser has taken away already is gone.
func (u *undoing) takeBackInvitations() error {
	for _, p := range u.done.Invited {
		args := pgx.StrictNamedArgs{"meeting": p.Meeting, "unit": p.Unit}
		came, err := db.Scalar[bool](u.tx, "look for use of an invitation", `
			SELECT EXISTS (SELECT FROM meeting_attendance a JOIN meetings x ON x.id = a.meeting_id
				WHERE a.unit_id = @unit AND a.present AND (x.id = @meeting OR x.part_of = @meeting))
			OR EXISTS (SELECT FROM meeting_follow_ups f WHERE f.meeting_id = @meeting AND f.unit_id = @unit AND f.struck_at IS NULL)`, args)
		if err != nil {
			return err
		}
		if came {
			return used("Det som går vidare har varit på en träff")
		}
		gone, err := db.List[struct {
			OrganiserID int64
			Name        string
		}](u.tx, "take back invitation", `
			WITH gone AS (DELETE FROM meeting_units WHERE meeting_id = @meeting AND unit_id = @unit RETURNING meeting_id, unit_id)
			UPDATE meetings m SET revision = m.revision + 1 FROM gone JOIN units u ON u.id = gone.unit_id WHERE m.id = gone.meeting_id
			RETURNING m.organiser_id, u.name`, args)
		if err != nil {
			return err
		}
		for _, g := range gone {
			u.tx.Audit(db.Change{Record: "meeting", ID: p.Meeting, Unit: g.OrganiserID, Action: "invite", Note: u.note(), Fields: []db.Field{
				{Name: "uninvited", Before: "", After: g.Name}}})
		}
	}
	return nil
}
