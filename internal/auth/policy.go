package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"verkstad/internal/district"
)

// The length of a password, in characters.
const (
	shortest = 12
	longest  = 200
)

// CheckNewPassword returns what is wrong with a password that somebody wants to have, as a complaint about the field
// "password", or nil (see [district.Invalid.Err]). No kinds of character are asked for; it must be long enough, and
// more than a few common words, names, keyboard rows, years and repetitions put together. Nothing is asked of any
// service: the words are our own list.
func CheckNewPassword(password, email, name string) *district.Invalid {
	password = normal(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return district.NewInvalid("password", "Lösenordet har tecken som inte går att använda. Skriv ett annat.")
	case n < shortest:
		return district.NewInvalid("password", "Skriv minst 12 tecken, till exempel fyra ord som inte hör ihop.")
	case n > longest:
		return district.NewInvalid("password", "Skriv högst 200 tecken.")
	}
	own := ownWords(email, name)
	bare := letters(plain(password))
	for _, whole := range []string{email, name} {
		if w := letters(plain(whole)); w != "" && bare == w {
			return district.NewInvalid("password", "Lösenordet är ditt namn eller din e-postadress. Skriv ett annat.")
		}
	}
	if guesses([]rune(plain(password)), own) < enough {
		return district.NewInvalid("password", "Lösenordet är för lätt att gissa. Välj ett annat, till exempel fyra ord som inte hör ihop.")
	}
	return nil
}

//go:embed common.txt
var commonText string

// commonWords are the words of common.txt in the form of [plain]: what passwords are most often made of, in Sweden and
// elsewhere. The list is our own, made for this program.
var commonWords = sync.OnceValue(func() map[string]bool {
	words := make(map[string]bool)
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			words[plain(line)] = true
		}
	}
	return words
})

// longestWord bounds the search; longer words of the list are found in parts.
const longestWord = 24

// plain is a text in lower case without accents, so that an ö and an o are the same.
func plain(s string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s)))
}

// letters keeps letters and digits only.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// ownWords are the parts of somebody's address and name that a password is easily made of.
func ownWords(email, name string) map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.FieldsFunc(plain(email+" "+name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) >= 3 {
			words[w] = true
		}
	}
	return words
}

// Costs of the parts of a password, in halves of what an unexpected letter is worth. They are no measure of entropy,
// only an order: what people choose first costs least.
const (
	costLetter   = 2
	costDigit    = 1
	costOther    = 1 // punctuation, mostly at the end
	costWord     = 2 // of the list, or one's own name
	costRun      = 1 // abcd, 4321, qwer
	costYear     = 1
	costAgain    = 0 // the same as just before
	costEarlier  = 1 // the same as somewhere before
	enough       = 8
	shortestCopy = 3
	shortestRun  = 3
	longestRun   = 36 // of the longest row
	shortestWord = 3
)

// guesses returns the cost of the cheapest way to put the password together from parts.
func guesses(p []rune, own map[string]bool) int {
	words := commonWords()
	texts := []spelling{spell(p), spell(unleet(p, 'i')), spell(unleet(p, 'l'))}
	asTyped := texts[0]
	best := make([]int, len(p)+1)
	for end := 1; end <= len(p); end++ {
		cost := costOther
		switch r := p[end-1]; {
		case unicode.IsLetter(r):
			cost = costLetter
		case unicode.IsDigit(r):
			cost = costDigit
		}
		best[end] = best[end-1] + cost
		offer := func(start, cost int) { best[end] = min(best[end], best[start]+cost) }
		for n := 1; n <= end; n++ {
			start := end - n
			part := asTyped.cut(start, end)
			switch {
			case n <= start && asTyped.cut(start-n, start) == part:
				offer(start, costAgain)
			case n >= shortestCopy && strings.Contains(asTyped.cut(0, start), part):
				offer(start, costEarlier)
			}
			if n >= shortestRun && n <= longestRun && isRun(part) {
				offer(start, costRun)
			}
			if n == 4 && isYear(part) {
				offer(start, costYear)
			}
			if n < shortestWord || n > longestWord {
				continue
			}
			for _, t := range texts {
				if w := t.cut(start, end); words[w] || own[w] {
					offer(start, costWord)
				}
			}
		}
	}
	return best[len(p)]
}

// A spelling is a text that can be cut at its characters.
type spelling struct {
	text    string
	offsets []int // of each character, and the end
}

func spell(p []rune) spelling {
	s := spelling{text: string(p)}
	for i := range s.text {
		s.offsets = append(s.offsets, i)
	}
	s.offsets = append(s.offsets, len(s.text))
	return s
}

func (s spelling) cut(start, end int) string { return s.text[s.offsets[start]:s.offsets[end]] }

// unleet reads digits and signs as the letters that they stand for; 1 may be an i or an l.
func unleet(p []rune, one rune) []rune {
	out := make([]rune, len(p))
	for i, r := range p {
		switch r {
		case '1', '!', '|':
			r = one
		case '0':
			r = 'o'
		case '3', '€':
			r = 'e'
		case '4', '@':
			r = 'a'
		case '5', '$':
			r = 's'
		case '7', '+':
			r = 't'
		case '8':
			r = 'b'
		case '9':
			r = 'g'
		}
		out[i] = r
	}
	return out
}

// rows are neighbours in the alphabet, among the digits and on a Swedish keyboard, in the form of [plain]. Runs are
// found in both directions.
var rows = func() []string {
	out := []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopa", "asdfghjkloa", "zxcvbnm", "qwertzuiop", "azerty",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp", "q1w2e3r4t5y6u7i8o9p0",
		"!\"#¤%&/()=", "!@#$%^&*()", "147258369", "741852963", "159357"}
	for _, s := range out {
		r := []rune(s)
		for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
			r[i], r[j] = r[j], r[i]
		}
		out = append(out, string(r))
	}
	return out
}()

func isRun(s string) bool {
	for _, row := range rows {
		if strings.Contains(row, s) {
			return true
		}
	}
	return false
}

func isYear(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")
}
