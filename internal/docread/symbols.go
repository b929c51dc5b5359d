package docread

import (
	"strconv"
	"strings"
)

// Symbol fonts show other signs than the letters that they are stored as. Documents store those as the letters
// themselves or from U+F000 on.

// symbolFont tells whether the letters of a font are signs.
func symbolFont(name string) bool {
	name = strings.ToLower(name)
	return name == "symbol" || strings.HasPrefix(name, "wingdings") || strings.HasPrefix(name, "webdings") ||
		strings.HasPrefix(name, "zapf") || name == "opensymbol" || name == "starsymbol"
}

// symbols puts letters of a symbol font where symbols are.
func symbols(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r > 0xf020 && r <= 0xf0ff, r > ' ' && r <= 0xff:
			return sign(r & 0xff)
		case r == '\u2022' || r == '\u25cf': // already a bullet
			return r
		}
		return r
	}, s)
}

// symbolIn reads <w:sym>.
func symbolIn(font, char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	switch {
	case err != nil || n <= ' ':
		return ""
	case symbolFont(font) || n >= 0xf000 && n <= 0xf0ff:
		if n > 0xff && (n < 0xf000 || n > 0xf0ff) {
			return string(rune(n))
		}
		return string(sign(rune(n & 0xff)))
	case n > 0x10ffff || n >= 0xd800 && n < 0xe000:
		return ""
	}
	return string(rune(n))
}

// sign is a sign that means something; every other sign of a symbol font is taken for a bullet.
func sign(c rune) rune {
	switch c {
	case 0xe0, 0xe8, 0xae, 0xf0:
		return '→'
	case 0xfc, 0xfe:
		return '✓'
	case 0xa3:
		return '□'
	}
	return '•'
}
