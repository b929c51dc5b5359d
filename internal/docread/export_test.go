package docread

import (
	"context"

	"verkstad/internal/planimport"
)

// SetReader lets a format be read otherwise until the test is over. No other test may run meanwhile.
func SetReader(format Format, read func(context.Context, []byte, Limits) (*planimport.Text, error)) (back func()) {
	was := readersOf[format]
	readersOf[format] = read
	return func() { readersOf[format] = was }
}
