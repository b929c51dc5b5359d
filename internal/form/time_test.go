package form_test

import (
	"net/url"
	"testing"

	"verkstad/internal/form"
)

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"18.30": "18:30", " 08:05 ": "08:05", "kl. 19": "19:00"} {
		f := form.New(url.Values{"at": {typed}})
		if got := f.TimeOfDay("at", "Börjar"); got.String() != want || f.HasErrors() {
			t.Errorf("%q is %s, %v", typed, got, f.Errors())
		}
	}
	for typed, optional := range map[string]bool{"": true, "   ": true, "halv sju": false, "25:00": false} {
		f := form.New(url.Values{"at": {typed}})
		if _, ok := f.OptionalTimeOfDay("at", "Slutar"); ok || f.HasErrors() == optional {
			t.Errorf("%q may be left out: %v, %v", typed, ok, f.Errors())
		}
		f = form.New(url.Values{"at": {typed}})
		if f.TimeOfDay("at", "Börjar"); f.Error("at") != "Börjar: Skriv en tid, till exempel 18.30." {
			t.Errorf("%q complains %q", typed, f.Error("at"))
		}
	}
}
