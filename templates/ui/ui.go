// Package ui owns the parts that every page is made of: headings, buttons, fields, badges, tables, lists and charts.
// It must not know what a goal or an association is, how anything is stored, nor who is looking: a part takes plain
// values that the page has already decided on.
//
// There are two sorts of parts. A leaf is a struct that draws itself and is used as a component:
//
//	@ui.Badge{Status: ui.StatusBehind}
//
// A frame has children and is used through its method Around:
//
//	@ui.Section{Title: "Saknas"}.Around() {
//		<p>…</p>
//	}
//
// Because a leaf is a value, a View struct can carry one (Actions []templ.Component), and a part can take another.
// All texts are shown as they are given: formatting of dates and numbers is done with package sv by the caller.
// Colours, sizes and distances live in static/css; no part writes a style attribute, which the content security
// policy would refuse.
package ui

import (
	"context"
	"io"
	"strconv"
	"strings"
)

// Values is what a field needs to know of a posted form: the typed text, and what is wrong with it. Package form
// implements it. A nil Values is an empty form without errors.
type Values interface {
	// Get returns the first value of a field, "" when there is none.
	Get(name string) string
	// All returns all values of a field, for groups of boxes to tick.
	All(name string) []string
	// Error returns what to do about a field, in Swedish, "" when nothing is wrong.
	Error(name string) string
}

// Link is a text with an address; a leaf, where a component is asked for.
type Link struct {
	Label string
	Href  string
}

// Render draws the link.
func (v Link) Render(ctx context.Context, w io.Writer) error { return link(v).Render(ctx, w) }

// Pair is a hidden field of a form.
type Pair struct {
	Name  string
	Value string
}

// Tone is how strongly a message speaks.
type Tone string

// The tones. The zero Tone is a neutral message.
const (
	ToneInfo Tone = "info"
	ToneGood Tone = "good"
	ToneWarn Tone = "warn"
	ToneBad  Tone = "bad"
)

// word is the spoken beginning of a message, so that its tone does not rest on colour.
func (t Tone) word() string {
	switch t {
	case ToneGood:
		return "Klart"
	case ToneWarn:
		return "Tänk på"
	case ToneBad:
		return "Fel"
	}
	return "Information"
}

// symbol stands in front of a message.
func (t Tone) symbol() string {
	switch t {
	case ToneGood:
		return "✓"
	case ToneWarn:
		return "▲"
	case ToneBad:
		return "✕"
	}
	return "i"
}

// Status is the state of a goal, a post or a row of work. Each has one symbol, one word and one colour, the same on
// every page.
type Status string

// The states of a goal, in the words of the product, and the states of a post in the matrix. StatusUnknown is also
// a post that nobody has said anything about: never the same as vacant.
const (
	StatusNone     Status = ""
	StatusDone     Status = "done"     // ✓ klart
	StatusMet      Status = "met"      // ✓ uppfyllt i dag
	StatusOnTrack  Status = "ontrack"  // ● i fas
	StatusBehind   Status = "behind"   // ▲ ligger efter
	StatusUpcoming Status = "upcoming" // ◇ börjar senare
	StatusMissed   Status = "missed"   // ✕ missat
	StatusJudged   Status = "judged"   // ○ bedömt av DS
	StatusWaiting  Status = "waiting"  // ○ väntar på bedömning
	StatusUnknown  Status = "unknown"  // ? underlag saknas, okänt

	StatusFilled Status = "filled" // ✓ tillsatt
	StatusEnding Status = "ending" // ◆ slutar snart
	StatusVacant Status = "vacant" // ✕ vakant
)

// Statuses lists the states in the order in which a legend shows them.
var Statuses = []Status{
	StatusDone, StatusMet, StatusOnTrack, StatusBehind, StatusUpcoming, StatusMissed, StatusJudged, StatusWaiting,
	StatusUnknown, StatusFilled, StatusEnding, StatusVacant,
}

// Symbol returns the character that stands for the state.
func (s Status) Symbol() string {
	switch s {
	case StatusDone, StatusMet, StatusFilled:
		return "✓"
	case StatusOnTrack:
		return "●"
	case StatusBehind:
		return "▲"
	case StatusUpcoming:
		return "◇"
	case StatusMissed, StatusVacant:
		return "✕"
	case StatusJudged, StatusWaiting:
		return "○"
	case StatusEnding:
		return "◆"
	case StatusUnknown:
		return "?"
	}
	return "–"
}

// Word returns the state in words, for a badge without a text of its own.
func (s Status) Word() string {
	switch s {
	case StatusDone:
		return "klart"
	case StatusMet:
		return "uppfyllt i dag"
	case StatusOnTrack:
		return "i fas"
	case StatusBehind:
		return "ligger efter"
	case StatusUpcoming:
		return "börjar senare"
	case StatusMissed:
		return "missat"
	case StatusJudged:
		return "bedömt av DS"
	case StatusWaiting:
		return "väntar på bedömning"
	case StatusUnknown:
		return "underlag saknas"
	case StatusFilled:
		return "tillsatt"
	case StatusEnding:
		return "slutar snart"
	case StatusVacant:
		return "vakant"
	}
	return "ingen uppgift"
}

// class returns the class that carries the colour of the state.
func (s Status) class() string {
	if s == StatusNone {
		return "s-none"
	}
	return "s-" + string(s)
}

// join puts class names together and leaves out the empty ones.
func join(classes ...string) string {
	n := 0
	last := ""
	for _, c := range classes {
		if c != "" {
			n++
			last = c
		}
	}
	if n <= 1 {
		return last
	}
	var b strings.Builder
	for _, c := range classes {
		if c == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(c)
	}
	return b.String()
}

// when returns s if the condition holds.
func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// or returns the first text that is not empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }
