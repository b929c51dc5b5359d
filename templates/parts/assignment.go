// Package parts is the rows that several pages show of the same record, such as a post and who holds it. It knows the
// domain's words and the parts of pages, and gets everything ready to show: who may see a name is decided before.
package parts

import "verkstad/templates/ui"

// A Name is somebody in a post; Href leads to the assignment or person where the reader may go there. Note is a quiet
// word after it: "till och med 30 april 2018", "börjar 1 maj 2018".
type Name struct {
	Text, Href, Note string
}

// An AssignmentCell is one post of one unit: how it stands and, where the reader may see it, who holds it. In a narrow
// cell of a matrix the state is a symbol with a word; Describe is the whole sentence.
type AssignmentCell struct {
	Label    string    // the post, where no head stands above it
	Status   ui.Status // filled, ending, vacant or unknown
	Word     string    // "sedan 1 mars 2018", "slutar 30 april 2018"; empty is the state's own word
	Describe string    // read aloud instead: "Kassör i Farsta: vakant sedan 1 mars 2018"
	Href     string    // where something is done about it
	Holders  []Name
	Coming   []Name // from a later day; for those who may edit
}

// PostWord is the word of a state of a post; unknown is not lack of data but that nobody has said.
func PostWord(s ui.Status) string {
	if s == ui.StatusUnknown {
		return "okänt"
	}
	return s.Word()
}

func (v AssignmentCell) word() string {
	if v.Word != "" {
		return v.Word
	}
	return PostWord(v.Status)
}
