package db

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"verkstad/internal/district"
)

// constraintMessages translates named constraints into complaints about form fields. The database has the last
// word on every rule here, so two people who break one at the same time get the same answer as one who does.
var constraintMessages = map[string]district.FieldError{
	"units_slug_key":                        {Field: "name", Message: "Namnet är för likt ett som redan finns. Skriv ett annat namn."},
	"units_name_alive_key":                  {Field: "name", Message: "Det finns redan en med det namnet. Skriv ett annat namn."},
	"units_closed_after_founded":            {Field: "closed", Message: "Sista dagen måste vara efter den första. Ändra något av datumen."},
	"units_successor_outlives":              {Field: "", Message: "Dagen passar inte ihop med en sammanslagning eller delning. Ångra den först, eller välj en annan dag."},
	"unit_areas_no_overlap":                 {Field: "areas", Message: "Området är redan kopplat till föreningen under en del av tiden. Ändra datumen."},
	"governing_no_overlap":                  {Field: "from", Message: "Perioden överlappar en som redan finns. Ändra datumen."},
	"assignments_within_unit":               {Field: "until", Message: "Föreningen eller organet är stängt då. Välj en sista dag som inte är efter den sista dagen där."},
	"grants_within_unit":                    {Field: "until", Message: "Föreningen eller organet är stängt då. Välj en sista dag som inte är efter den sista dagen där."},
	"unit_areas_within_unit":                {Field: "until", Message: "Föreningen är stängd då. Välj en sista dag som inte är efter föreningens sista dag."},
	"unit_areas_valid_check":                {Field: "until", Message: "Sista dagen kan inte vara före den första. Ändra något av datumen."},
	"unit_contacts_value_check":             {Field: "", Message: "Skriv något i kontaktvägen, eller ta bort den."},
	"units_name_check":                      {Field: "name", Message: "Skriv ett namn på högst 120 tecken."},
	"people_name_check":                     {Field: "name", Message: "Skriv ett namn på högst 120 tecken."},
	"posts_name_key":                        {Field: "name", Message: "Det finns redan en uppdragstyp med det namnet. Skriv ett annat namn."},
	"posts_key_key":                         {Field: "name", Message: "Det finns redan en uppdragstyp med det namnet. Skriv ett annat namn."},
	"required_posts_no_overlap":             {Field: "from", Message: "Kravet finns redan under en del av tiden. Ändra datumen."},
	"assignments_one_holder":                {Field: "from", Message: "Uppdraget har redan en innehavare under de dagarna. Avsluta det uppdraget först, eller ändra datumen."},
	"assignments_same_person":               {Field: "person", Message: "Personen har redan det uppdraget under de dagarna. Ändra datumen."},
	"assignments_valid_check":               {Field: "until", Message: "Sista dagen kan inte vara före den första. Ändra något av datumen."},
	"vacancies_statement_key":               {Field: "since", Message: "Det är redan sagt att uppdraget är vakant från den dagen."},
	"accounts_email_key":                    {Field: "email", Message: "Det finns redan ett konto med den e-postadressen."},
	"accounts_email_check":                  {Field: "email", Message: "Skriv en e-postadress, till exempel namn@example.se."},
	"accounts_person_id_key":                {Field: "person", Message: "Personen har redan ett konto."},
	"grants_no_overlap":                     {Field: "role", Message: "Personen har redan den behörigheten under de dagarna."},
	"grants_scope_check":                    {Field: "unit", Message: "Välj den förening eller det organ som behörigheten gäller."},
	"grants_nominating_expires":             {Field: "until", Message: "Valberedningens behörighet måste ha en sista dag. Skriv ett datum."},
	"grants_valid_check":                    {Field: "until", Message: "Sista dagen kan inte vara före den första. Ändra något av datumen."},
	"last_staff_grant":                      {Field: "", Message: "Det måste alltid finnas minst ett konto för kansliet som kan logga in. Ge någon annan behörigheten först."},
	"plans_period_check":                    {Field: "until", Message: "Periodens sista dag måste vara efter den första. Ändra något av datumen."},
	"measure_versions_no_overlap":           {Field: "", Message: "Mätningen har redan ändrats från den dagen. Ladda om sidan och försök igen."},
	"milestones_done_or_cancelled":          {Field: "done", Message: "En milstolpe kan inte vara både klar och inställd. Välj en av dem."},
	"date_overrides_no_overlap":             {Field: "day", Message: "Datumet har redan rättats från den dagen. Ladda om sidan och försök igen."},
	"installation_clock_moves_only_in_demo": {Field: "", Message: "Dagen kan bara flyttas i en demo."},
	"questionnaires_name_key":               {Field: "name", Message: "Det finns redan ett frågeformulär med det namnet. Skriv ett annat namn."},
	"assessments_one_a_day":                 {Field: "", Message: "Någon annan svarade samtidigt. Ladda om sidan och se efter."},
	"record_kinds_name_key":                 {Field: "name", Message: "Det finns redan ett slag med det namnet. Skriv ett annat namn."},
	"commitments_ord_key":                   {Field: "", Message: "Planen har redan lästs in. Ladda om sidan."},
	"meeting_kinds_name_key":                {Field: "name", Message: "Det finns redan ett slag av träff med det namnet. Skriv ett annat namn."},
	"meeting_kinds_key_key":                 {Field: "name", Message: "Det finns redan ett slag av träff med det namnet. Skriv ett annat namn."},
	"meetings_ends_after_start":             {Field: "end", Message: "Träffen måste sluta efter att den har börjat. Ändra någon av tiderna."},
	"meetings_held_not_to_come":             {Field: "", Message: "En träff som ska komma kan inte ha hållits. Ändra dagen först."},
	"meetings_cancelled_reason_check":       {Field: "reason", Message: "Skriv varför träffen ställs in."},
	"meeting_questions_answered_after":      {Field: "on", Message: "Svaret kan inte vara före frågan. Ändra dagen."},
	"meeting_follow_ups_one_a_day":          {Field: "", Message: "Någon annan svarade samtidigt. Ladda om sidan och se efter."},
	"goals_commitment_id_key":               {Field: "", Message: "Meningen är redan ett mål."},
}

// Wrap says what was attempted and translates errors of Postgres into those of the house: a broken constraint is a
// [district.Invalid] about its field, or [district.ErrConflict] when no field can be named; no row is
// [district.ErrNotFound]; a database out of reach, or a statement that took too long, is [district.ErrUnavailable].
// It returns nil for nil, and leaves errors that are translated already as they are.
func Wrap(err error, what string) error {
	if err == nil {
		return nil
	}
	var inv *district.Invalid
	switch {
	case errors.As(err, &inv):
		return err
	case errors.Is(err, district.ErrNotFound), errors.Is(err, district.ErrConflict), errors.Is(err, district.ErrForbidden),
		errors.Is(err, district.ErrUnavailable), errors.Is(err, district.ErrTooMany), errors.Is(err, ErrNoAudit):
		return err
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%s: %w", what, district.ErrNotFound)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if m, ok := constraintMessages[pg.ConstraintName]; ok {
			return district.NewInvalid(m.Field, m.Message)
		}
		switch pg.Code {
		case "23505", "23P01", "23503":
			return fmt.Errorf("%s: %w: %w", what, district.ErrConflict, err)
		case "22021", "22P05": // a text that no text can be; forms refuse it, addresses need not
			return district.NewInvalid("", "Skriv om texten. Den innehåller tecken som inte går att läsa.")
		case "57014", "55P03", "53300", "57P01", "57P02", "57P03":
			return fmt.Errorf("%s: %w: %w", what, district.ErrUnavailable, err)
		}
		return fmt.Errorf("%s: %w", what, err)
	}
	var ne net.Error
	var ce *pgconn.ConnectError
	if errors.As(err, &ne) || errors.As(err, &ce) || errors.Is(err, context.DeadlineExceeded) || pgconn.SafeToRetry(err) || isClosed(err) {
		return fmt.Errorf("%s: %w: %w", what, district.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// retryable tells whether Postgres asks for the transaction to be run again.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
