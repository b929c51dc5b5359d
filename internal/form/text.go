package form

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text reads a required line of text of at most maxRunes characters (0 is no limit). White space around it is taken
// away and composed characters are normalised to NFC. Line breaks, other control characters, bytes that are not UTF-8
// and what looks like a personal identity number are refused.
func (f *Form) Text(name, label string, maxRunes int) string {
	return f.text(name, label, maxRunes, true, false)
}

// OptionalText is [Form.Text] that may be empty.
func (f *Form) OptionalText(name, label string, maxRunes int) string {
	return f.text(name, label, maxRunes, false, false)
}

// Multiline is [Form.Text] for a text area: line breaks are kept, as \n, and tabs.
func (f *Form) Multiline(name, label string, maxRunes int) string {
	return f.text(name, label, maxRunes, true, true)
}

// OptionalMultiline is [Form.Multiline] that may be empty.
func (f *Form) OptionalMultiline(name, label string, maxRunes int) string {
	return f.text(name, label, maxRunes, false, true)
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

func (f *Form) text(name, label string, maxRunes int, required, multiline bool) string {
	s := f.Get(name)
	if !utf8.ValidString(s) {
		f.say(name, label, "Skriv om texten. Den innehåller tecken som inte går att läsa.")
		return ""
	}
	s = norm.NFC.String(strings.TrimFunc(lineBreaks.Replace(s), isBlank))
	if s == "" {
		if required {
			f.ask(name, "Fyll i", label)
		}
		return ""
	}
	for _, r := range s {
		if !isForbidden(r) || multiline && (r == '\n' || r == '\t') {
			continue
		}
		if r == '\n' {
			f.say(name, label, "Skriv på en rad, utan radbrytning.")
		} else {
			f.say(name, label, "Skriv om texten. Den innehåller osynliga styrtecken.")
		}
		return ""
	}
	if n := utf8.RuneCountInString(s); maxRunes > 0 && n > maxRunes {
		f.say(name, label, "Skriv högst "+grouped(int64(maxRunes))+" tecken. Nu är det "+grouped(int64(n))+".")
		return ""
	}
	if LooksLikePersonalNumber(s) {
		f.say(name, label, personalNumberMessage)
		return ""
	}
	return s
}

// isBlank is white space and the characters without width that are left by copying from documents.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u2060' || r == '\ufeff'
}

// isForbidden is what no text needs: control characters, and the marks that turn the direction of what follows.
func isForbidden(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
		r == '\ufffe' || r == '\uffff'
}

// line returns the first value of a field without white space around it, for the parsers of short values.
func (f *Form) line(name string) string { return strings.TrimFunc(f.Get(name), isBlank) }

// Choice reads a required value that must be one of the allowed ones.
func (f *Form) Choice(name, label string, allowed ...string) string {
	if f.line(name) == "" {
		f.ask(name, "Välj", label)
		return ""
	}
	return f.OptionalChoice(name, label, allowed...)
}

// OptionalChoice is [Form.Choice] that may be empty.
func (f *Form) OptionalChoice(name, label string, allowed ...string) string {
	v := f.line(name)
	if v == "" || slices.Contains(allowed, v) {
		return v
	}
	f.say(name, label, chooseFromList)
	return ""
}

// Choices reads the chosen ones of several allowed values, as checkboxes of one name send them; none is fine.
// Each is returned once, in the order posted.
func (f *Form) Choices(name, label string, allowed ...string) []string {
	var chosen []string
	for _, v := range f.All(name) {
		switch v = strings.TrimFunc(v, isBlank); {
		case v == "" || slices.Contains(chosen, v):
		case slices.Contains(allowed, v):
			chosen = append(chosen, v)
		default:
			f.say(name, label, chooseFromList)
			return nil
		}
	}
	return chosen
}

const chooseFromList = "Välj ett av alternativen i listan."

// ID reads the required id of a record, as a list to choose from sends it.
func (f *Form) ID(name, label string) int64 {
	if f.line(name) == "" {
		f.ask(name, "Välj", label)
		return 0
	}
	return f.OptionalID(name, label)
}

// OptionalID is [Form.ID] that may be empty: 0.
func (f *Form) OptionalID(name, label string) int64 {
	v := f.line(name)
	if v == "" {
		return 0
	}
	id, ok := parseID(v)
	if !ok {
		f.say(name, label, chooseFromList)
	}
	return id
}

// IDs reads the ids of several records, each once, in the order posted; none is fine.
func (f *Form) IDs(name, label string) []int64 {
	var ids []int64
	for _, v := range f.All(name) {
		if v = strings.TrimFunc(v, isBlank); v == "" {
			continue
		}
		id, ok := parseID(v)
		if !ok {
			f.say(name, label, chooseFromList)
			return nil
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func parseID(s string) (int64, bool) {
	if !onlyDigits(s) {
		return 0, false
	}
	id, err := strconv.ParseInt(s, 10, 64)
	return id, err == nil && id > 0
}

// Bool reads a checkbox: true for on, true, 1 and ja.
func (f *Form) Bool(name string) bool {
	switch strings.ToLower(f.line(name)) {
	case "on", "true", "1", "ja":
		return true
	}
	return false
}

// Token reads an opaque value that the page itself put into the form, as a once-key or a link's secret: 1–200 of
// A–Z, a–z, 0–9, hyphen and underscore. Nobody types it, so the complaint is about the whole form.
func (f *Form) Token(name string) string {
	v := f.line(name)
	valid := v != "" && len(v) <= 200
	for i := range len(v) {
		c := v[i]
		valid = valid && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}
	if !valid {
		f.Fail("", "Ladda om sidan och försök igen. Formuläret var inte komplett.")
		return ""
	}
	return v
}

// Email reads a required e-mail address, bare and with its domain in lower case. The few signs that have a meaning of
// their own in a mailto link are refused: an address with them could add readers to every letter.
func (f *Form) Email(name, label string) string {
	if f.line(name) == "" {
		f.ask(name, "Fyll i", label)
		return ""
	}
	return f.OptionalEmail(name, label)
}

// OptionalEmail is [Form.Email] that may be empty.
func (f *Form) OptionalEmail(name, label string) string {
	v := f.line(name)
	if v == "" {
		return ""
	}
	v = norm.NFC.String(v)
	at := strings.LastIndexByte(v, '@')
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v || at < 1 || at > 64 || len(v) > 254 || strings.ContainsAny(v, "?&#%") || !isDomain(v[at+1:]) {
		f.say(name, label, "Skriv en e-postadress, till exempel namn@example.se.")
		return ""
	}
	return v[:at] + strings.ToLower(v[at:])
}

// isDomain tells whether s is a name with at least two parts of letters, digits and inner hyphens.
func isDomain(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" || p[0] == '-' || p[len(p)-1] == '-' {
			return false
		}
		for _, r := range p {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return false
			}
		}
	}
	return len(parts) > 1
}

// Phone reads a required telephone number: 5–15 digits with spaces, hyphens, brackets or a leading plus. It is
// returned as written, with single spaces.
func (f *Form) Phone(name, label string) string {
	if f.line(name) == "" {
		f.ask(name, "Fyll i", label)
		return ""
	}
	return f.OptionalPhone(name, label)
}

// OptionalPhone is [Form.Phone] that may be empty.
func (f *Form) OptionalPhone(name, label string) string {
	v := strings.Join(strings.Fields(f.line(name)), " ")
	if v == "" {
		return ""
	}
	digits, valid := 0, true
	for i, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0:
		case strings.ContainsRune(" -–()/.", r):
		default:
			valid = false
		}
	}
	if !valid || digits < 5 || digits > 15 {
		f.say(name, label, "Skriv ett telefonnummer, till exempel 070-174 06 05.")
		return ""
	}
	if v[0] != '0' && v[0] != '+' && LooksLikePersonalNumber(v) {
		f.say(name, label, personalNumberMessage)
		return ""
	}
	return v
}

// URL reads a required web address, http or https. One written without scheme ("example.se") gets https.
func (f *Form) URL(name, label string) string {
	if f.line(name) == "" {
		f.ask(name, "Fyll i", label)
		return ""
	}
	return f.OptionalURL(name, label)
}

// OptionalURL is [Form.URL] that may be empty.
func (f *Form) OptionalURL(name, label string) string {
	v := f.line(name)
	if v == "" {
		return ""
	}
	if head, _, _ := strings.Cut(v, "/"); !strings.Contains(head, ":") && strings.Contains(head, ".") {
		v = "https://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !isDomain(u.Hostname()) ||
		len(v) > 2000 || !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return isBlank(r) || isForbidden(r) }) {
		f.say(name, label, "Skriv en webbadress, till exempel https://example.se.")
		return ""
	}
	return u.String()
}
