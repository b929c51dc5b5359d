package components_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"verkstad/internal/htmlcheck"
	"verkstad/templates/components"
	"verkstad/templates/layout"
	"verkstad/templates/ui"
)

// The whole page with a full shell obeys the content security policy and has no id twice: what the parts promise.
func TestPage(t *testing.T) {
	rooms := make([]layout.Room, 9)
	for i := range rooms {
		rooms[i] = layout.Room{Label: "Rum", Href: "/", Current: i == 8}
	}
	shell := layout.Shell{Title: "Alla delar", Rooms: rooms, User: &layout.User{Name: "Ombudsman", AccountHref: "/min"}, LogoutAction: "/ut", SearchAction: "/sok",
		Demo: &layout.DemoBanner{Text: "Demo.", Today: "måndag 16 april 2018", MoveHref: "/dag"}, Flash: []layout.Flash{{Tone: ui.ToneGood, Text: "Sparat."}},
		Crumbs: []layout.Crumb{{Label: "Hem", Href: "/"}, {Label: "Alla delar"}}}
	var b strings.Builder
	if err := layout.Page(shell, components.Page()).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, bad := range []string{" style=", "<style", "onclick", "onload", "javascript:", "templ-failed", "TemplFailed", "<script>"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(html, -1) {
		ids[m[1]]++
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q stands %d times", id, n)
		}
	}
	for _, m := range regexp.MustCompile(` (?:for|aria-describedby|aria-labelledby)="([^"]+)"`).FindAllStringSubmatch(html, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if ids[id] == 0 {
				t.Errorf("%s leads to no id", m[0])
			}
		}
	}
	for _, want := range []string{`<html lang="sv">`, `<title>Alla delar – Verkstad</title>`, `class="skip"`, `aria-current="true"`, `<details class="rooms-more" open`, `href="/dag"`, `action="/ut"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	before, _, _ := strings.Cut(html, "rooms-more")
	if n := len(regexp.MustCompile(`Rum\s*</a>`).FindAllString(before, -1)); n != 7 {
		t.Errorf("%d rooms before the rest, want 7", n)
	}
	for _, complaint := range htmlcheck.Validate(html) {
		t.Error(complaint)
	}
}
