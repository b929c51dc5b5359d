package planimport

import (
	"strings"
)

// This file decides what goal headings belong to: the section before them, the chapter, or nothing.

// besideGoals tells whether a heading names what usually follows a list of goals within the same section.
func besideGoals(s string) bool {
	ws := lowerWords(s)
	return len(ws) == 1 && set(`aktiviteter aktivitet åtgärder insatser indikatorer mått nyckeltal arbetssätt`)[ws[0]] ||
		len(ws) <= 4 && strings.HasPrefix(strings.ToLower(s), "så gör vi")
}

// goalsEndChapters tells whether every list of goals is the last part of a chapter with several sections, and so is about
// the chapter and not about the section before it.
func goalsEndChapters(blocks []block, heads []int) bool {
	level := func(b *block) int {
		switch b.mark.class {
		case '#':
			return b.mark.nums[0]
		case 'n':
			return len(b.mark.nums)
		}
		return 0
	}
	goals, sections, last := 0, 0, 0 // headings as deep as the last one since one that is less deep
	for i, k := range heads {
		b := &blocks[k]
		n := level(b)
		if !b.goals {
			switch {
			case n == 0:
				return false
			case n != last:
				sections = 0
			}
			sections++
			last = n
			continue
		}
		if n != 0 && n != last || sections < 2 || last < 2 || i+1 < len(heads) && level(&blocks[heads[i+1]]) >= last {
			return false
		}
		goals++
	}
	return goals >= 2
}

// goalLevelsSaid tells whether the marks of goal headings say what they belong to: the same mark stands right below
// headings of a higher level in one place and beside sections in another, so that it is one level below the former.
func (l *layout) goalLevelsSaid(blocks []block, heads []int) bool {
	below, look := 0, -1
	for i, k := range heads {
		b := &blocks[k]
		if !b.goals {
			continue
		}
		if look >= 0 && b.look != look {
			return false
		}
		if look = b.look; i > 0 && !blocks[heads[i-1]].goals && blocks[heads[i-1]].look < b.look {
			below++
		}
	}
	return l.marked && below >= 2
}

// goalsStandAlone tells whether the goal headings of a document are sections of their own ("Mål för ekonomin" after
// "Mål för medlemmarna", or one chapter of goals) rather than the end of each section.
func (l *layout) goalsStandAlone(blocks []block, heads []int, looks map[int]bool) bool {
	goals, inRow := 0, 0
	section := false
	seen := ""
	for _, k := range heads {
		b := &blocks[k]
		if base := stripContinued(b.text); b.goals && base == seen && (base != b.text || l.rows[b.from].page) {
			continue // said again on a new page
		} else if b.goals {
			seen = base
		}
		if !b.goals {
			section = true
			continue
		}
		goals++
		if !section && goals > 1 {
			inRow++
		}
		section = false
	}
	for k := range blocks {
		if b := &blocks[k]; b.label && b.goals {
			return false
		}
	}
	if goals > 1 && inRow == 0 {
		l.goalsBelow = true
	}
	if goals == 1 && l.goalsBelow {
		return false // as in the document before
	}
	if goals == 1 {
		for _, k := range heads {
			if b := &blocks[k]; b.goals {
				return looks[b.look] && (k == 0 || l.rows[b.from].blanks > 0)
			}
		}
	}
	return inRow > 0
}
