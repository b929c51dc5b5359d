package docread_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"verkstad/internal/docread"
	"verkstad/internal/planimport"
)

// A reader that panics is a mistake of ours that must be known of: people are told that the file of this format is
// broken, and the caller gets what it needs to log it, without anything of the file.
func TestAPanicIsTold(t *testing.T) {
	const secret = "Hemligt ur filen"
	for _, c := range []struct {
		format docread.Format
		data   []byte
		value  func()
		says   string
		logs   string
	}{
		{docread.Word, word(t, para("", run(secret))), func() { panic(secret) }, "Word-filen är skadad", "string"},
		{docread.PDF, []byte("%PDF-1.4 " + secret), func() { var none []int; _ = none[len(secret)] }, "PDF-filen är skadad", "index out of range"},
	} {
		back := docread.SetReader(c.format, func(context.Context, []byte, docread.Limits) (*planimport.Text, error) {
			c.value()
			return nil, nil
		})
		_, err := docread.Read(t.Context(), c.data)
		back()
		var told *planimport.InputError
		if !errors.As(err, &told) || !errors.Is(err, docread.ErrBroken) || !strings.HasPrefix(told.Message, c.says) {
			t.Errorf("%s: told %v", c.format, err)
		}
		var p *docread.PanicError
		if !errors.As(err, &p) || p.Format != c.format || p.Bytes != len(c.data) || !strings.Contains(p.Value, c.logs) || !strings.Contains(p.Stack, "panic_test.go") {
			t.Fatalf("%s: %v", c.format, err)
		}
		if all := p.Error() + p.Value + p.Stack; strings.Contains(all, secret) {
			t.Errorf("%s: the file's contents would be logged", c.format)
		}
	}
}
