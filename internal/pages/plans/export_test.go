package plans

import (
	"context"

	"verkstad/internal/planimport"
)

// SetReadFile lets files be read otherwise until the test is over. No other test may run meanwhile.
func SetReadFile(read func(context.Context, []byte) (*planimport.Text, error)) (back func()) {
	was := readFile
	readFile = read
	return func() { readFile = was }
}

// Spans and ReadSpans write ids for an address and read them.
var (
	Spans     = spans
	ReadSpans = readSpans
)
