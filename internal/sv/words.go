package sv

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Plural chooses the word that goes with n: the first for 1, the second for everything else.
func Plural[T Integer](n T, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Count writes a number and its word: "1 förening", "51 föreningar".
func Count[T Integer](n T, one, many string) string { return Int(n) + " " + Plural(n, one, many) }

// A Noun is a word of the glossary in the four forms a sentence may ask for.
type Noun struct {
	Article string // "en" or "ett"
	One     string // förening
	The     string // föreningen
	Many    string // föreningar
	TheMany string // föreningarna
}

// The nouns that pages count and name. The forms are those of the glossary of the house.
var (
	Association      = Noun{"en", "förening", "föreningen", "föreningar", "föreningarna"}
	PartyAssociation = Noun{"en", "partiförening", "partiföreningen", "partiföreningar", "partiföreningarna"}
	TradeAssociation = Noun{"en", "branschförening", "branschföreningen", "branschföreningar", "branschföreningarna"}
	Committee        = Noun{"ett", "utskott", "utskottet", "utskott", "utskotten"}
	Network          = Noun{"ett", "nätverk", "nätverket", "nätverk", "nätverken"}
	Unit             = Noun{"en", "enhet", "enheten", "enheter", "enheterna"}
	Municipality     = Noun{"en", "kommun", "kommunen", "kommuner", "kommunerna"}
	CityDistrict     = Noun{"ett", "stadsdelsområde", "stadsdelsområdet", "stadsdelsområden", "stadsdelsområdena"}
	Area             = Noun{"ett", "område", "området", "områden", "områdena"}
	Person           = Noun{"en", "person", "personen", "personer", "personerna"}
	Member           = Noun{"en", "medlem", "medlemmen", "medlemmar", "medlemmarna"}
	Assignment       = Noun{"ett", "uppdrag", "uppdraget", "uppdrag", "uppdragen"}
	Post             = Noun{"en", "uppdragstyp", "uppdragstypen", "uppdragstyper", "uppdragstyperna"}
	Grant            = Noun{"en", "behörighet", "behörigheten", "behörigheter", "behörigheterna"}
	Goal             = Noun{"ett", "mål", "målet", "mål", "målen"}
	Measure          = Noun{"ett", "mått", "måttet", "mått", "måtten"}
	Milestone        = Noun{"en", "milstolpe", "milstolpen", "milstolpar", "milstolparna"}
	Commitment       = Noun{"ett", "åtagande", "åtagandet", "åtaganden", "åtagandena"}
	Decision         = Noun{"ett", "beslut", "beslutet", "beslut", "besluten"}
	Meeting          = Noun{"ett", "möte", "mötet", "möten", "mötena"}
	Gathering        = Noun{"en", "träff", "träffen", "träffar", "träffarna"}
	Activity         = Noun{"en", "aktivitet", "aktiviteten", "aktiviteter", "aktiviteterna"}
	Comment          = Noun{"en", "kommentar", "kommentaren", "kommentarer", "kommentarerna"}
	Row              = Noun{"en", "rad", "raden", "rader", "raderna"}
	Day              = Noun{"en", "dag", "dagen", "dagar", "dagarna"}
)

// Count writes a number and the noun: "1 förening", "51 föreningar".
func (n Noun) Count(k int) string { return Count(k, n.One, n.Many) }

// CountOrNone is [Noun.Count] that says none in words: "ingen förening", "inget utskott".
func (n Noun) CountOrNone(k int) string {
	switch {
	case k != 0:
		return n.Count(k)
	case n.Article == "ett":
		return "inget " + n.One
	default:
		return "ingen " + n.One
	}
}

// A writes the indefinite form with its article: "en förening".
func (n Noun) A() string { return n.Article + " " + n.One }

// List writes an enumeration: "a", "a och b", "a, b och c".
func List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " och " + items[last]
}

// Or joins choices: "a", "a eller b", "a, b eller c".
func Or(items []string) string {
	if n := len(items) - 1; n > 0 {
		return strings.Join(items[:n], ", ") + " eller " + items[n]
	}
	return strings.Join(items, "")
}

// ListMax is [List] of at most n items, the rest as a number: "a, b och 7 till".
func ListMax(items []string, n int) string {
	if len(items) <= n {
		return List(items)
	}
	n = max(n, 0)
	rest := Int(len(items) - n)
	if n == 0 {
		return rest
	}
	return strings.Join(items[:n], ", ") + " och " + rest + " till"
}

// Join joins the parts that are not empty: Join(" · ", "Farsta", "", "4 uppdrag") is "Farsta · 4 uppdrag".
func Join(separator string, parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(separator)
		}
		b.WriteString(p)
	}
	return b.String()
}

// Genitive writes whose something is: "Farstas", "Salems"; names on s, x and z stay as they are, and an
// abbreviation takes a colon: "VU:s".
func Genitive(name string) string {
	last, _ := utf8.DecodeLastRuneInString(name)
	if name == "" {
		return ""
	}
	switch unicode.ToLower(last) {
	case 's', 'x', 'z':
		return name
	}
	word := name[strings.LastIndexAny(name, " -")+1:]
	if utf8.RuneCountInString(word) > 1 && word == strings.ToUpper(word) {
		return name + ":s"
	}
	return name + "s"
}

// Capital makes the first letter a capital, for a phrase that begins a sentence: "I dag".
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || !unicode.IsLower(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Slug makes the key of a name for addresses and file names: "Märsta-Sigtuna" gives "marsta-sigtuna". It holds only
// a–z, 0–9 and single hyphens inside, and is empty when nothing of the name can be kept.
func Slug(name string) string {
	b := make([]byte, 0, len(name))
	gap := false
	put := func(s string) {
		if gap && len(b) > 0 {
			b = append(b, '-')
		}
		gap = false
		b = append(b, s...)
	}
	for _, r := range norm.NFD.String(name) {
		switch r = unicode.ToLower(r); {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			put(string(r))
		case r == 'ø':
			put("o")
		case r == 'æ':
			put("ae")
		case r == 'ß':
			put("ss")
		case r == 'ł':
			put("l")
		case r == 'đ' || r == 'ð':
			put("d")
		case r == 'þ':
			put("th")
		case unicode.Is(unicode.Mn, r):
			// the ring and the dots of å, ä, ö
		default:
			gap = true
		}
	}
	return string(b)
}
