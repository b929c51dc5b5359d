package main

import (
	"testing"

	"verkstad/internal/dev/browser"
)

func TestFileName(t *testing.T) {
	look := browser.Look{Width: 360, Dark: true}
	for path, want := range map[string]string{
		"/":                                    "kansliet-start-360-dark.png",
		"/foreningar/farsta/uppdrag?uppdrag=6": "kansliet-foreningar_farsta_uppdrag_uppdrag_6-360-dark.png",
	} {
		if got := fileName("kansliet", path, look); got != want {
			t.Errorf("%s is saved as %s, want %s", path, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-out", "x", "-role", "alla", "-path", "/,/mal", "-width", "320,1280", "-scheme", "light,forced"})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.looks) != 4 || len(o.paths) != 2 || len(o.roles) < 12 || o.roles[0] != nobody || !o.looks[1].Forced || o.looks[0].Height != browser.Phone.Height {
		t.Errorf("%+v", o)
	}
	for _, args := range [][]string{{}, {"-out", "x", "-width", "wide"}, {"-out", "x", "-scheme", "pink"}, {"-out", "x", "more"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
}
