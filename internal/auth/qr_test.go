package auth_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"verkstad/internal/auth"
)

// TestQRCode draws the path again, square by square.
func TestQRCode(t *testing.T) {
	const text = "otpauth://totp/Verkstad:a@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Verkstad"
	got, err := auth.NewQRCode(text)
	if err != nil {
		t.Fatal(err)
	}
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	want := q.Bitmap()
	drawn := make([][]bool, got.Size)
	for i := range drawn {
		drawn[i] = make([]bool, got.Size)
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(got.Path, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1H%d", &x, &y, &n, &back); err != nil || back != x {
			t.Fatalf("part %q: %v", part, err)
		}
		for i := range n {
			drawn[y][x+i] = true
		}
	}
	if len(want) != got.Size || fmt.Sprint(drawn) != fmt.Sprint(want) {
		t.Error("the path does not draw the code")
	}
}
