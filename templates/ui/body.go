package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Confirm is the body of the page that asks before something that cannot be undone.
type Confirm struct {
	Title       string
	Text        string
	Points      []string // what will happen, one sentence each
	Action      string
	Once        string
	Revision    string
	Hidden      []Pair
	Label       string // what the button does: "Avsluta uppdraget"
	Calm        bool   // the step can be undone: no danger colour
	CancelHref  string
	CancelLabel string // "Avbryt" when empty
	Nested      bool   // shown within another page: an h2
}

// Render draws the question.
func (v Confirm) Render(ctx context.Context, w io.Writer) error { return confirm(v).Render(ctx, w) }

// ConflictRow is one field in two versions.
type ConflictRow struct {
	Label  string
	Yours  string
	Theirs string
}

// Conflict is the body of the page that a lost update gets: what you wrote beside what stands now. The form posts
// your version again, with the revision that was just shown; the link leaves it as it is.
type Conflict struct {
	Title    string // "Någon annan hann före" when empty
	Who      string
	When     string
	Rows     []ConflictRow
	Action   string
	Once     string
	Revision string
	Hidden   []Pair // your version, field by field
	KeepHref string
	Nested   bool // shown within another page: h2 and h3
}

// Render draws the two versions.
func (v Conflict) Render(ctx context.Context, w io.Writer) error { return conflict(v).Render(ctx, w) }

// Prose is text to be read: a narrow column in the reading face, a frame. Large is for the plan on a projector.
type Prose struct{ Large bool }

// Passage is a sentence or paragraph of a text with its live figure in the margin, a frame. It stands in a Prose.
type Passage struct {
	ID     string
	Badge  Badge
	Figure string
	Href   string
	Label  string    // what the link is read as: "Mål 3"
	Also   []Passage // further figures in the margin, of a text with several goals; only what stands in the margin is drawn
}

// Split puts the children beside an aside on a wide screen and above it on a narrow one, a frame.
type Split struct{ Aside templ.Component }

// ErrorBody is the body of an error page. Code is the status; Title and Text override what it says; RequestID is
// shown so that it can be told to somebody; Links are the ways on.
type ErrorBody struct {
	Code      int
	Title     string
	Text      string
	RequestID string
	Links     []Link
	Nested    bool // shown within another page: an h2
}

// Render draws the page's body.
func (v ErrorBody) Render(ctx context.Context, w io.Writer) error { return errorBody(v).Render(ctx, w) }

// ErrorTitle returns the title of the error page for a status.
func ErrorTitle(code int) string {
	t, _ := errorText(code)
	return t
}

// errorText says what happened, and what to do next, for each status that has a page.
func errorText(code int) (title, text string) {
	switch code {
	case 403:
		return "Du får inte öppna den här sidan",
			"Sidan finns, men dina uppdrag ger dig inte rätt att se den. Har du fått ett nytt uppdrag? Be kansliet lägga in det, så öppnas sidan direkt."
	case 404:
		return "Sidan finns inte",
			"Adressen leder ingenstans, eller till något som inte är ditt. Kontrollera adressen, eller sök efter det du letade efter."
	case 409:
		return "Någon annan hann före",
			"Uppgiften ändrades medan du skrev, så din ändring är inte sparad. Gå tillbaka, läs vad som står nu och ändra igen."
	case 422:
		return "Något i formuläret behöver rättas",
			"Ingenting är sparat än. Gå tillbaka, rätta uppgifterna och skicka igen."
	case 429:
		return "Vänta en stund",
			"Det kom många försök på kort tid. Vänta några minuter och försök igen. Ditt konto är inte spärrat."
	case 503:
		return "Verkstad är tillbaka strax",
			"Vi når inte databasen just nu. Det du har sparat är kvar. Vänta en minut och ladda om sidan."
	}
	return "Något gick fel hos oss",
		"Felet är noterat och du har inte gjort något galet. Försök igen. Händer det en gång till: hör av dig till kansliet och uppge numret här nedanför."
}
