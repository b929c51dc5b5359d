//go:build download

package localpg

import (
	"strings"
	"testing"
)

// TestDownload fetches the pinned binaries over the network and starts them. It is not part of make test; run it
// when the pinned version changes, as root and as another user:
//
//	go test -tags download -run Download -v ./internal/localpg
func TestDownload(t *testing.T) {
	viaPackages = closedWay
	t.Setenv("XDG_CACHE_HOME", openTempDir(t))
	s, err := Start(t.Context(), Options{Throwaway: true, Install: true, Search: []string{}, Notes: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop(t.Context())
	if bin := fetchedBin(); !strings.HasPrefix(bin, "/") {
		t.Errorf("fetched to %q", bin)
	}
	if s.Major != 18 {
		t.Errorf("major %d, want 18", s.Major)
	}
}
