package planimport

import "strings"

// This file takes the levels of headings from a table of contents that is set with indents.

// contentsLevels says at which level, from 1, the table of contents of a document lists each of its headings, by the
// heading's text in small letters. It is nil when there is no such table, when all its entries stand at one indent, or
// when few headings are in it.
func (l *layout) contentsLevels(blocks []block, heads []int) map[string]int {
	indents := map[int]bool{}
	type entry struct {
		key    string
		indent int
	}
	var entries []entry
	for k := range blocks {
		if b := &blocks[k]; b.contents {
			key := contentsKey(b.text)
			if key == "" || oneOf(key, `innehåll innehållsförteckning`) {
				continue
			}
			entries = append(entries, entry{key, l.rows[b.from].Indent})
			indents[l.rows[b.from].Indent] = true
		}
	}
	if len(indents) < 2 || len(indents) > 5 || len(entries) < 4 {
		return nil
	}
	levels := map[string]int{}
	for _, e := range entries {
		level := 1
		for indent := range indents {
			if indent < e.indent {
				level++
			}
		}
		if at, ok := levels[e.key]; ok && at != level {
			return nil // the same heading twice says nothing
		}
		levels[e.key] = level
	}
	known, plain := 0, 0
	for _, k := range heads {
		if b := &blocks[k]; !b.goals && b.mark.class == 0 {
			plain++
			if levels[headingKey(b.text)] > 0 {
				known++
			}
		}
	}
	if known < 4 || known*2 < plain {
		return nil
	}
	return levels
}

// contentsKey is the text of an entry without leaders and page number.
func contentsKey(s string) string {
	s = strings.TrimRight(s, "0123456789")
	return headingKey(strings.TrimRight(s, " \t.…_·"))
}

func headingKey(s string) string { return strings.ToLower(collapse(prefix(s, 2*maxHeading))) }
