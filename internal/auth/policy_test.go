package auth_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"verkstad/internal/auth"
)

func TestCheckNewPassword(t *testing.T) {
	const email, name = "ordf.farsta@example.org", "Ordförande Farsta"
	for password, ok := range map[string]bool{
		"":                                    false,
		"kort-8Kx!":                           false,
		strings.Repeat("å", 11):               false,
		"passwordpassword":                    false,
		"qwertyuiop12":                        false,
		"lösenord1234":                        false,
		"Losenord1234":                        false,
		"L0s3n0rd!!!!":                        false,
		"sommaren2018!":                       false,
		"Sommar2018Sommar2018":                false,
		"vänsterpartiet":                      false,
		"Vansterpartiet":                      false,
		"va\u0308nsterpartiet":                false, // the same in another composition
		"verkstad2018":                        false,
		"aaaaaaaaaaaa":                        false,
		"abababababab":                        false,
		"abcabcabcabc":                        false,
		"abcdefghijkl":                        false,
		"zyxwvutsrqpo":                        false,
		"123456789012":                        false,
		"197001012380":                        false,
		"1qaz2wsx3edc":                        false,
		"asdfghjklöäå":                        false,
		"P@ssw0rd2018!!":                      false,
		"iloveyou2018":                        false,
		"annakarlsson1":                       false,
		"stockholm2018":                       false,
		"hammarby hammarby":                   false,
		"JagÄlskarDig2018":                    false,
		"ordf.farsta@example.org":             false,
		"OrdförandeFarsta":                    false,
		"ordförande farsta!":                  false,
		"farsta farsta ordf 2018":             false,
		"letmeinletmein":                      false,
		"monkeydragon1":                       false,
		"passwordpass\x00word":                false,
		strings.Repeat("xkcdqv7", 30):         false, // too long
		"mugg spade tapet gräslök":            true,
		"fyra-okända-ord-på-rad":              true,
		"xK9#vQ2m!pL7w":                       true,
		"hxvkqpzmwrtj":                        true,
		"lösenord är inte kul men kvastskaft": true,
	} {
		err := auth.CheckNewPassword(password, email, name).Err()
		if (err == nil) != ok {
			t.Errorf("%q: got %v, want ok %v", password, err, ok)
		}
	}
	if err := auth.CheckNewPassword("mugg spade tapet", "", "").Err(); err != nil {
		t.Errorf("without address and name: %v", err)
	}
}

// TestCheckNewPasswordIsQuick: what is checked comes from anybody with a link.
func TestCheckNewPasswordIsQuick(t *testing.T) {
	start := time.Now()
	auth.CheckNewPassword(strings.Repeat("aB3$ö ", 33), "a@example.org", "A")
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCommonWords(t *testing.T) {
	words := auth.CommonWords()
	if len(words) < 3000 {
		t.Errorf("%d words; want some thousands", len(words))
	}
	for _, w := range []string{"password", "losenord", "sommar", "vansterpartiet", "qwertyuiop", "stockholm"} {
		if !slices.Contains(words, w) {
			t.Errorf("%q is not in the list", w)
		}
	}
}
