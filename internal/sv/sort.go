package sv

import (
	"bytes"
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// collators keeps Swedish collators: one may be used by one goroutine at a time and is dear to make.
var collators = sync.Pool{New: func() any { return collate.New(language.Swedish) }}

// Compare orders two names as Swedish does: å, ä, ö last, v before w, capitals no matter.
func Compare(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}

// Sort sorts names in place in Swedish order.
func Sort(names []string) { SortBy(names, func(s string) string { return s }) }

// SortBy sorts items in place by the Swedish order of their keys; items with equal keys keep their order.
func SortBy[T any](items []T, key func(T) string) {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	type keyed struct {
		key  []byte
		item T
	}
	all := make([]keyed, len(items))
	for i, it := range items {
		all[i] = keyed{c.KeyFromString(&buf, key(it)), it}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i := range all {
		items[i] = all[i].item
	}
}
