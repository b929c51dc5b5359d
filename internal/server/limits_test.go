package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"testing"
	"time"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/paths"
)

// upload is a form with one file of so many bytes.
func upload(t *testing.T, size int) (*bytes.Buffer, http.Header) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile("file", "plan.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(bytes.Repeat([]byte("a\n"), size/2)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, http.Header{"Content-Type": {w.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}}
}

// What a form brings of files lies on disk while it is read, and must not stay there: anybody could fill the disk.
func TestUploadsLeaveNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	app := apptest.New(t)
	body, header := upload(t, 6<<20)
	app.As(authz.DistrictStaff, 0).Do(http.MethodPost, paths.NewPlan, body, header).Is(t, http.StatusUnprocessableEntity)
	var left []os.DirEntry
	for range 100 {
		var err error
		if left, err = os.ReadDir(dir); err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond) // the answer may come before the handler has tidied up
	}
	t.Errorf("left behind: %v", left)
}

// Only those who have logged in upload files, so nobody else may send a body of that size.
func TestStrangersSendNoFiles(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	body, header := upload(t, 1<<20)
	app.Anonymous().Do(http.MethodPost, paths.Login, body, header).Is(t, http.StatusRequestEntityTooLarge)
}
