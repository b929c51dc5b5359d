package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// MoveDemoDay moves the day of a demo for somebody who is logged in. A day on which the account could not move it back
// is refused, as a [district.Invalid] about the field day: nobody would be left to do it.
func (s *Store) MoveDemoDay(ctx context.Context, actor db.Actor, once db.OnceKey, day district.Date) error {
	var movers []string
	for _, r := range authz.Roles() {
		if r.Allows(authz.DemoClock) {
			movers = append(movers, string(r))
		}
	}
	spans, err := db.Many[district.Span](ctx, s.db, "read who may move the day", `
		SELECT lower(valid) AS from, upper(valid) AS until FROM grants WHERE account_id = @account AND role = ANY(@roles) ORDER BY valid`,
		pgx.StrictNamedArgs{"account": actor.ID, "roles": movers})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(spans, func(g district.Span) bool { return g.Contains(day) }) {
		text := "Den dagen har du inte behörighet att flytta tillbaka dagen. Välj en annan dag."
		if len(spans) > 0 && day.Before(spans[0].From) {
			text = "Den dagen hade du ingen behörighet än, och ingen skulle kunna flytta tillbaka dagen. Välj en dag från " + sv.Date(spans[0].From) + "."
		}
		return district.NewInvalid("day", text)
	}
	return s.db.MoveDay(ctx, actor, once, day)
}
