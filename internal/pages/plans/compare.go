package plans

import (
	"fmt"
	"strconv"
	"strings"

	"verkstad/internal/district"
	"verkstad/internal/form"
	"verkstad/internal/paths"
	"verkstad/internal/plandiff"
	"verkstad/internal/store"
	"verkstad/internal/sv"
	"verkstad/internal/web"
	view "verkstad/templates/plans"
	"verkstad/templates/ui"
)

// view is the page of what a new version changes.
func (v *version) view(f *form.Form) view.CompareView {
	d := v.diff
	out := view.CompareView{F: f, FStarts: v.f, Plan: v.plan.Name, Name: v.file.Name, Base: v.plan.Version, Action: paths.ComparePlanVersion(v.plan.ID, v.file.ID),
		Once: web.NewOnce(), DropHref: paths.DropPlanSource(v.file.ID),
		Hidden: []ui.Pair{{Name: "vald", Value: "ja"}, {Name: "base", Value: strconv.Itoa(v.plan.Version)}}}
	for _, s := range v.starts {
		out.Hidden = append(out.Hidden, ui.Pair{Name: "start", Value: strconv.Itoa(s.Line)})
	}
	for i, doc := range v.src.Documents {
		out.Documents = append(out.Documents, ui.Option{Value: strconv.Itoa(i), Label: doc.Title, Hint: fmt.Sprintf("Börjar med ”%s”", shorten(lineText(v.text, doc.StartLine), longest))})
	}
	out.Document = strconv.Itoa(v.document)
	counts := map[plandiff.Change]int{}
	for _, x := range d.Changes {
		counts[x.Change]++
		c := v.change(x)
		switch x.Change {
		case plandiff.Changed:
			out.Changed = append(out.Changed, c)
		case plandiff.Removed:
			out.Removed = append(out.Removed, c)
		case plandiff.Added:
			out.Added = append(out.Added, c)
		case plandiff.Moved:
			out.Moved = append(out.Moved, c)
		default:
			out.Same = append(out.Same, c)
		}
	}
	out.Summary = sv.Capital(changeWords(counts[plandiff.Changed], counts[plandiff.Added], counts[plandiff.Moved], counts[plandiff.Removed])) + "."
	if n := counts[plandiff.Unchanged]; n > 0 {
		out.Summary += " " + sv.Capital(sv.Count(n, "är oförändrad", "är oförändrade")) + "."
	}
	out.SameCount = sv.Int(len(out.Same))
	out.Nothing = counts[plandiff.Unchanged] == len(d.Changes) && len(d.Rest) == 0
	out.Rest, out.RestCount = v.rest(), sv.Int(len(d.Rest))
	if len(d.Rest) > mostRest {
		out.RestMore = fmt.Sprintf("Och %s till.", sv.Count(len(d.Rest)-mostRest, "ändring", "ändringar"))
	}
	if day := v.plan.VersionAdoptedOn; !day.IsZero() {
		out.AdoptedHint = "Den version som gäller nu antogs " + sv.Date(day) + "."
	}
	return out
}

// change is what happens to one promise, and what can be said about it by hand.
func (v *version) change(x store.VersionChange) view.Change {
	c := view.Change{Name: labelled(x.Kind, x.Label()), Sentence: x.Was, Section: sectionName(x.WasSection)}
	for _, g := range x.Goals {
		c.Goals = append(c.Goals, ui.Link{Label: goalName(g) + ": " + g.Title, Href: paths.Goal(g.ID)})
	}
	if len(x.Goals) == 0 && x.ID != 0 {
		c.State = map[district.CommitmentState]string{district.Proposed: "Väntar på granskning", district.Rejected: "Avvisad, inget mål"}[x.State]
	}
	switch x.Change {
	case plandiff.Added:
		c.Name, c.Sentence, c.Section = "", x.Now, sectionName(x.NowSection)
		if x.Before {
			c.Effect = "Meningen fanns i texten förut, men inte bland förslagen."
		}
		if x.Former != nil {
			c.Effect = "Samma mening togs bort ur en tidigare version. Den blir ett nytt förslag."
			for _, g := range x.Former.Goals {
				c.Goals = append(c.Goals, ui.Link{Label: "Målet som den var: " + g.Title, Href: paths.Goal(g.ID)})
			}
		}
	case plandiff.Changed:
		c.Diff = diffParts(x.Was, x.Now)
		switch {
		case x.Waits:
			c.Effect = "Målet behåller den gamla lydelsen tills någon har godkänt den nya."
		case x.State == district.Rejected:
			c.Effect = "Väntar på granskning igen."
		case len(x.Goals) > 0:
			c.Effect = "Målet har de här orden redan."
		}
		if x.Elsewhere {
			c.To = sectionName(x.NowSection)
		}
		c.Apart = apart(v, x)
	case plandiff.Moved:
		c.To = sectionName(x.NowSection)
	case plandiff.Removed:
		c.Effect = v.closing(x)
		c.Same = v.choices(x)
		c.Apart = apart(v, x)
	}
	return c
}

func (v *version) closing(x store.VersionChange) string {
	switch {
	case len(x.Goals) == 0:
		return ""
	case len(x.Closes) == 0:
		return "Målet har andra meningar kvar och fortsätter."
	}
	var names []string
	for _, g := range x.Closes {
		names = append(names, goalName(g))
	}
	return sv.List(names) + " avslutas från dagen då versionen antogs. Historien står kvar."
}

// choices offers the new sentences that a removed one may have become.
func (v *version) choices(x store.VersionChange) *ui.Select {
	if len(x.Like) == 0 {
		return nil
	}
	s := &ui.Select{Name: "samma", ID: "samma-" + strconv.FormatInt(x.ID, 10), Label: "Har " + labelled(x.Kind, x.Label()) + " blivit något annat?", Empty: "Nej, den är borttagen", Optional: true}
	for _, n := range x.Like[:min(len(x.Like), mostLike)] {
		s.Options = append(s.Options, ui.Option{Value: pairValue(x.ID, n), Label: shorten(v.in.Findings[n].Sentence, longest)})
	}
	return s
}

// apart lets somebody say that a changed sentence is another promise than the one it was taken for, or that it is not
// after all; nil where that is no question.
func apart(v *version, x store.VersionChange) *ui.Checkbox {
	name, value := labelled(x.Kind, x.Label()), strconv.FormatInt(x.ID, 10)
	c := ui.Checkbox{ID: "annat-" + value, Value: value, Name: "annat"}
	switch {
	case x.Change == plandiff.Removed && !v.in.Apart[x.ID]:
		return nil
	case x.How == plandiff.ByHand:
		// Unticking takes back what was chosen by hand.
		c.Name, c.Value, c.Checked = "samma", pairValue(x.ID, v.in.Same[x.ID]), true
		c.Label = "Det här är " + name + " i ny lydelse"
		return &c
	}
	c.Checked = v.in.Apart[x.ID]
	c.Label = "Den nya lydelsen är något annat än " + name
	return &c
}

// rest shows what changed in the text around the promises.
func (v *version) rest() []view.Change {
	var out []view.Change
	for i, p := range v.diff.Rest {
		if i == mostRest {
			break
		}
		var c view.Change
		switch p.Change {
		case plandiff.Removed:
			c.Name, c.Section = "Borttaget", sectionName(v.diff.OldRest[p.Old].Section)
			c.Diff = []view.DiffPart{{Text: v.diff.OldRest[p.Old].Text, Gone: true}}
		case plandiff.Added:
			c.Name, c.Section = "Nytt", sectionName(v.diff.NewRest[p.New].Section)
			c.Diff = []view.DiffPart{{Text: v.diff.NewRest[p.New].Text, New: true}}
		default:
			c.Name, c.Section = "Ändrat", sectionName(v.diff.NewRest[p.New].Section)
			if p.Change == plandiff.Moved {
				c.Name = "Flyttat"
			}
			c.Diff = diffParts(v.diff.OldRest[p.Old].Text, v.diff.NewRest[p.New].Text)
		}
		c.Section = strings.TrimSpace(c.Section)
		out = append(out, c)
	}
	return out
}
