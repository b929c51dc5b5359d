package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"verkstad/internal/auth"
)

// A private Postgres gets a key the first time, which everybody who starts at once shares and keeps.
func TestOwnKey(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), keyFile)
	keys := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Add(1)
		go func() {
			defer all.Done()
			var err error
			if keys[i], err = ownKey(file); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	for _, k := range keys {
		if len(k) != auth.KeyBytes || !bytes.Equal(k, keys[0]) {
			t.Fatalf("keys differ: %x and %x", k, keys[0])
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(file + ".*"); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
	if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ownKey(file); err == nil {
		t.Error("a broken key file is accepted")
	}
}
