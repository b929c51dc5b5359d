package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/form"
)

// Limits of what a form may post.
const (
	maxForm   = 1 << 20  // bytes of a form without files
	maxUpload = 12 << 20 // bytes of a form with files, from those who have logged in
	maxFields = 3000     // values
	inMemory  = 2 << 20  // bytes of files kept in memory, the rest on disk
	maxDrain  = 1 << 30  // bytes of a form that is too large, passed over so that the answer reaches the browser
)

// errTooLarge: the body is larger than a form may be.
var errTooLarge = errors.New("body too large")

// TooLarge tells whether the error of [Form] is that more was posted than may be; a page with an upload then says so at
// the field. It answers 413.
func TooLarge(err error) bool { return errors.Is(err, errTooLarge) }

// errBadForm: the body cannot be read as a form.
var errBadForm = errors.New("unreadable form")

// Form reads the posted form within limits.
func Form(w http.ResponseWriter, r *http.Request) (*form.Form, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	body, signedIn := r.Body, Of(r).Access().SignedIn()
	if kind == "multipart/form-data" {
		limit := int64(maxUpload)
		if !signedIn {
			limit = maxForm
		}
		r.Body = http.MaxBytesReader(w, body, limit)
		err = r.ParseMultipartForm(inMemory)
	} else {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		if signedIn && kind == "multipart/form-data" {
			// A browser that is still sending when the connection closes shows its own error instead of ours. The time
			// is bounded by the server's for reading a request.
			_, _ = io.CopyN(io.Discard, body, maxDrain)
		}
		return nil, fmt.Errorf("%w: over %d bytes", errTooLarge, tooLarge.Limit)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errBadForm, err)
	}
	n := 0
	for _, v := range r.PostForm {
		n += len(v)
	}
	if n > maxFields {
		return nil, fmt.Errorf("%w: %d values", errTooLarge, n)
	}
	return form.New(r.PostForm), nil
}

// discardFiles removes what a form's files have left on disk. net/http does so only for the request that it made itself,
// not for the copies that carry a context.
func (a *App) discardFiles(r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	if err := r.MultipartForm.RemoveAll(); err != nil {
		a.Log.WarnContext(r.Context(), "uploaded file stays on disk", "err", err, "request", Of(r).id)
	}
}

// File returns an uploaded file of at most maxBytes; no file is a nil slice and no error.
func File(r *http.Request, name string, maxBytes int64) (filename string, data []byte, err error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return "", nil, nil
	}
	h := r.MultipartForm.File[name][0]
	if h.Size > maxBytes {
		return h.Filename, nil, district.NewInvalid(name, "Filen är för stor. Den får vara högst "+megabytes(maxBytes)+".")
	}
	f, err := h.Open()
	if err != nil {
		return h.Filename, nil, fmt.Errorf("open upload: %w", err)
	}
	defer f.Close()
	if data, err = io.ReadAll(io.LimitReader(f, maxBytes+1)); err != nil {
		return h.Filename, nil, fmt.Errorf("read upload: %w", err)
	}
	return h.Filename, data, nil
}

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MB" }

// Once returns the once-key of a posted form: its hidden value, its address and everything that it posts, files
// included. Call it after [Form]. A form without the hidden value has no once-key.
func Once(r *http.Request) db.OnceKey {
	once := r.PostForm.Get("_once")
	if once == "" {
		return db.OnceKey{}
	}
	contents := r.PostForm.Encode()
	if r.MultipartForm != nil {
		var names []string
		for name := range r.MultipartForm.File {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			for _, h := range r.MultipartForm.File[name] {
				contents += "|" + name + "=" + h.Filename + ":" + hashFile(h)
			}
		}
	}
	return db.NewOnceKey(once, r.URL.Path, contents)
}

func hashFile(header *multipart.FileHeader) string {
	f, err := header.Open()
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Revision returns the revision that an edit was based on; 0, which no record has, when the form does not say.
func Revision(f *form.Form) int {
	n, err := strconv.Atoi(f.Get("revision"))
	if err != nil {
		return 0
	}
	return n
}

// Invalid merges what the store found wrong into the form and tells whether the error was of that kind. The caller
// then renders the form again with status 422.
func Invalid(err error, f *form.Form) bool { return f.AddInvalid(err) }

// Page returns the page of a list that the address asks for, from 1.
func Page(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("sida"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// hiddenValues returns the posted values that a form would have to post again, in a stable order.
func hiddenValues(v url.Values, except ...string) (names []string) {
	for name := range v {
		if !slices.Contains(except, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
