package planimport

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// dressed gives the lines of a text the looks that a file in a richer format could have given them, two bytes a line.
func dressed(text *Text, form Form, looks []byte) {
	text.Form = form
	if len(looks) == 0 {
		return
	}
	at := func(k int) byte { return looks[k%len(looks)] }
	for k := range text.Lines {
		l := &text.Lines[k]
		l.No = k + 1
		a, b := at(2*k), at(2*k+1)
		look := &l.Look
		switch a & 7 {
		case 1, 2, 3:
			look.Heading = int(a & 7)
		case 4:
			look.Title = true
		case 5:
			look.List, look.Mark = 1+int(b>>6), "•"
		case 6:
			look.List, look.Mark = 1, fmt.Sprintf("%d.", 1+int(b>>6))
		}
		if look.Heading > 0 && b&1 != 0 {
			look.Mark = strings.Repeat("1.", look.Heading)
		}
		look.Size = float64(10 + 2*(a>>3&3))
		look.Bold, look.Quote, look.Contents, look.Joined = a&32 != 0, a&192 == 192, b&14 == 14, b&48 == 48
		if b&8 != 0 {
			look.Block = 1 + k/(1+int(b&3))
		}
		look.Room = int(b>>4) * 8
	}
}

// A title over a subtitle over chapters is how Word's own templates begin.
func TestTitleAndSubtitle(t *testing.T) {
	for _, second := range []Look{{Size: 14, Bold: true}, {Title: true, Size: 28}, {Size: 11}} {
		text := &Text{Form: Flowing}
		for k, l := range []Line{
			{Text: "Plan för det gemensamma arbetet", Look: Look{Title: true, Size: 28}},
			{Text: "För oss alla", Look: second},
			{Text: "Inledning", Look: Look{Heading: 1, Size: 16}}, {Text: "Vi började i liten skala.", Look: Look{Size: 11}},
			{Text: "Arbetet", Look: Look{Heading: 1, Size: 16}}, {Text: "Styrelsen ska besöka varje klubb.", Look: Look{Size: 11}},
		} {
			l.No = k + 1
			text.Lines = append(text.Lines, l)
		}
		src, err := Parse(text, Options{})
		if err != nil {
			t.Fatalf("%+v: %v", second, err)
		}
		checkSource(t, text, src)
		if len(src.Findings) != 1 || strings.Join(src.Findings[0].SectionPath, " › ") != "Arbetet" || src.Documents[0].Title != "Plan för det gemensamma arbetet" {
			t.Errorf("%+v: %q, %+v", second, src.Documents[0].Title, src.Findings)
		}
	}
}

func FuzzLooks(f *testing.F) {
	for _, name := range []string{"kommun", "idrott", "numrerad"} {
		data, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte{4, 0, 33, 0, 1, 0, 0, 0, 5, 0}, true)
		f.Add(data, []byte{4, 0, 40, 0, 1, 1, 0, 48, 6, 64, 2, 0, 0, 8}, false)
	}
	f.Add([]byte("A\nB\nC\nd\nE\nf"), []byte{4, 0, 40, 0, 1, 0, 0, 0, 1, 0, 0, 0}, true)
	f.Fuzz(func(t *testing.T, data, looks []byte, flowing bool) {
		if bytes.ContainsAny(data, "\v\f\u0085\u2028\u2029") {
			return
		}
		text, err := ReadText(data, Limits{Bytes: 1 << 15, Lines: 600, LineLength: 2000})
		if err != nil {
			return
		}
		form := Paged
		if flowing {
			form = Flowing
		}
		dressed(text, form, looks)
		starts := GuessDocuments(text)
		src, err := Parse(text, Options{Starts: starts})
		if err != nil {
			t.Fatalf("the guess %+v does not fit: %v", starts, err)
		}
		for _, l := range text.Lines {
			if l.Look.Mark != "" {
				return // a mark is no part of the line's text, so what came in and what came out differ by it
			}
		}
		checkSource(t, text, src)
	})
}
