package measure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkstad/internal/district"
)

// A Population says which units a coverage is counted over.
type Population struct {
	Kinds        []district.UnitKind `json:"kinds,omitempty"`
	Except       []int64             `json:"except,omitempty"`       // ids of units that the board has left out
	MinAgeMonths int                 `json:"minAgeMonths,omitempty"` // units younger than this are not counted yet
}

// maxAgeMonths keeps a slip of the finger from emptying a population.
const maxAgeMonths = 120

// ReadPopulation reads a population as it is kept; {} and nothing at all are the empty one.
func ReadPopulation(b []byte) (Population, error) {
	var p Population
	if err := readJSON(b, &p); err != nil {
		return Population{}, fmt.Errorf("read population: %w", err)
	}
	return p, nil
}

// JSON returns the population as it is kept.
func (p Population) JSON() json.RawMessage { return mustJSON(p) }

// Check tells what is wrong with the population of a coverage, as a *[district.Invalid] with the fields kinds, except
// and minAgeMonths.
func (p Population) Check() error {
	var bad district.Invalid
	if len(p.Kinds) == 0 {
		bad.Add("kinds", "Välj vilka slags enheter målet gäller.")
	}
	for i, k := range p.Kinds {
		if !k.Valid() {
			bad.Add("kinds", "Välj bland de slags enheter som finns i listan.")
			break
		}
		if slices.Contains(p.Kinds[:i], k) {
			bad.Add("kinds", "Välj varje slags enhet bara en gång.")
			break
		}
	}
	for i, id := range p.Except {
		if id <= 0 || slices.Contains(p.Except[:i], id) {
			bad.Add("except", "Välj undantagen i listan, varje enhet en gång.")
			break
		}
	}
	if p.MinAgeMonths < 0 || p.MinAgeMonths > maxAgeMonths {
		bad.Add("minAgeMonths", fmt.Sprintf("Skriv ett antal månader mellan 0 och %d.", maxAgeMonths))
	}
	return bad.Err()
}

// Includes tells whether a unit is counted on the day. life is from the day on which it was founded, zero when that is
// not known, to the day on which it was closed.
func (p Population) Includes(kind district.UnitKind, id int64, life district.Span, day district.Date) bool {
	return slices.Contains(p.Kinds, kind) && !slices.Contains(p.Except, id) && life.Contains(day) &&
		(life.From.IsZero() || !day.Before(life.From.AddMonths(p.MinAgeMonths)))
}

// Describe returns the population in Swedish: "alla partiföreningar och branschföreningar utom Farsta". except are the
// names of the units left out, as far as the reader may see them; without names their number is told.
func (p Population) Describe(except ...string) string {
	if len(p.Kinds) == 0 {
		return "inga enheter"
	}
	names := make([]string, len(p.Kinds))
	for i, k := range p.Kinds {
		names[i] = lowerFirst(k.Plural())
	}
	s := "alla " + and(names)
	if p.MinAgeMonths > 0 {
		s += " som har funnits i minst " + count(p.MinAgeMonths, "månad", "månader")
	}
	switch {
	case len(p.Except) == 0:
	case len(except) > 0:
		s += " utom " + and(except)
	default:
		s += " utom " + count(len(p.Except), "enhet", "enheter")
	}
	return s
}

// KindCount is a point of a coverage for one kind of unit.
type KindCount struct {
	Kind             district.UnitKind
	Yes, No, Unknown int
}

// Total returns how many units of the kind are counted.
func (c KindCount) Total() int { return c.Yes + c.No + c.Unknown }

// splitWords are the words for kinds that are commonly counted together, where the whole name would be too long.
var splitWords = map[district.UnitKind]string{
	district.KindAssociation:      "lokala",
	district.KindTradeAssociation: "bransch",
}

// Split writes how many units are counted, and of which kinds: "51 (40 lokala + 11 bransch)", "12 utskott",
// "19 (12 utskott + 7 nätverk)". Of no kinds at all it is "0".
func Split(counts []KindCount) string {
	switch len(counts) {
	case 0:
		return "0"
	case 1:
		k, n := counts[0].Kind, counts[0].Total()
		return count(n, lowerFirst(k.Name()), lowerFirst(k.Plural()))
	}
	total := 0
	parts := make([]string, len(counts))
	for i, c := range counts {
		n := c.Total()
		total += n
		if w, ok := splitWords[c.Kind]; ok {
			parts[i] = strconv.Itoa(n) + " " + w
		} else {
			parts[i] = count(n, lowerFirst(c.Kind.Name()), lowerFirst(c.Kind.Plural()))
		}
	}
	return strconv.Itoa(total) + " (" + strings.Join(parts, " + ") + ")"
}

// count writes a number with its word in the right form.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// and joins names as in a sentence: "a, b och c".
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " och " + names[last]
}

// lowerFirst begins a name with a small letter inside a sentence. One that has a capital later in its first word, as
// an abbreviation has, is left alone.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	word, _, _ := strings.Cut(s[size:], " ")
	if strings.IndexFunc(word, unicode.IsUpper) >= 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// upperFirst begins a heading with a capital.
func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
