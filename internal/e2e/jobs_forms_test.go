package e2e

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/db"
	"verkstad/internal/dev/browser"
)

// count counts in the site's database.
func (s *site) count(t testing.TB, sql string) int64 {
	t.Helper()
	n, err := db.Value[int64](t.Context(), s.DB, "count for a test", sql, pgx.StrictNamedArgs{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTwoEditors: of two who edit the same association, the second sees both versions and chooses.
func TestTwoEditors(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		const edit = "/foreningar/farsta/andra"
		s := newSite(t)
		first, second := s.as(t, chair, look), s.as(t, staff, look)
		first.open(edit)
		second.open(edit)
		first.fill("Mötesplats", "Biblioteket i Farsta")
		first.tap("Spara")
		second.fill("Mötesplats", "Skolan i Farsta strand")
		second.tap("Spara")
		if a := second.Last(); a.Status != 409 {
			t.Errorf("the second save was answered %d, want 409", a.Status)
		}
		second.sees("Det du skrev", "Skolan i Farsta strand", "Det som står nu", "Biblioteket i Farsta", "Ordförande Farsta")
		second.inspect()
		second.tap("Spara det jag skrev")
		second.open(edit)
		if place, err := second.Value("Mötesplats"); err != nil || place != "Skolan i Farsta strand" {
			t.Errorf("the chosen text is not the one that was saved: %q, %v", place, err)
		}

		// And the other choice, the other way round.
		first.open(edit)
		second.open(edit)
		second.fill("Mötesplats", "Torget")
		second.tap("Spara")
		first.fill("Mötesplats", "Simhallen")
		first.tap("Spara")
		first.sees("Simhallen", "Torget")
		first.tap("Behåll det som står nu")
		first.open(edit)
		if place, err := first.Value("Mötesplats"); err != nil || place != "Torget" {
			t.Errorf("the text that stood was not kept: %q, %v", place, err)
		}
	})
}

// TestDoubleTap: a button pressed twice makes one record, with the guard of the script and without it.
func TestDoubleTap(t *testing.T) {
	t.Parallel()
	for _, look := range []browser.Look{browser.Phone, {Width: 360, Height: 740, NoScript: true}, browser.Desk, {Width: 1280, Height: 900, NoScript: true}} {
		t.Run(look.String(), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			r := s.as(t, chair, look)
			r.open("/")
			r.tap(nameOfficerLink)
			r.toggle("En ny person")
			r.fill("Namn på en ny person", "Nykomling i Farsta")
			r.must(r.DoubleTap("Utse"))
			r.sees("Nykomling i Farsta")
			if n := s.count(t, `SELECT count(*) FROM people WHERE name = 'Nykomling i Farsta'`); n != 1 {
				t.Errorf("%d persons were made", n)
			}
			if n := s.count(t, `SELECT count(*) FROM assignments a JOIN people p ON p.id = a.person_id WHERE p.name = 'Nykomling i Farsta'`); n != 1 {
				t.Errorf("%d assignments were made", n)
			}
		})
	}
}

// TestWrongInput: a form that is filled in wrongly keeps what was typed, says what to do beside the field and in a
// list that has the focus, and saves nothing.
func TestWrongInput(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, chair, look)
		before := s.count(t, `SELECT count(*) FROM assignments`)
		r.open("/")
		r.tap(nameOfficerLink)
		r.tap("Utse")
		if a := r.Last(); !look.NoScript && a.Status != 422 {
			t.Errorf("answered %d, want 422", a.Status)
		}
		r.inspect()
		r.sees("En sak behöver rättas")
		if !look.NoScript {
			if focus := eval[string](r, `document.activeElement.className`); focus != "error-summary" {
				t.Errorf("the focus is on %q", focus)
			}
		}
		r.toggle("En ny person")
		r.tap("Utse")
		r.inspect()
		r.fill("Namn på en ny person", "Den rätta")
		r.tap("Utse")
		r.sees("Den rätta")
		if after := s.count(t, `SELECT count(*) FROM assignments`); after != before+1 {
			t.Errorf("%d assignments became %d", before, after)
		}
	})
}

// TestUnsavedText: leaving a page with typed text asks first.
func TestUnsavedText(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.as(t, chair, browser.Desk)
	r.open("/foreningar/farsta/andra")
	asked := 0
	r.OnDialog(func(string) bool { asked++; return true })
	r.fill("Mötesplats", "Någonstans")
	r.tap("Avbryt")
	if asked != 1 {
		t.Errorf("asked %d times before the text was thrown away", asked)
	}
	r.open("/foreningar/farsta")
	r.seesNot("Någonstans")
}
