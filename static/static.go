// Package static owns what the browser loads beside the pages: one stylesheet, one script and a few pictures. They
// are embedded, served from this process only, and addressed by a hash of their content, so that a browser may keep
// them for ever and still gets a changed one at the next page. It must not know any page.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed css/*.css js/*.js img/*
var files embed.FS

// Prefix is where [Handler] is mounted; addresses begin with it.
const Prefix = "/static/"

// sheets are the source files of the one stylesheet app.css, in the order of the cascade.
var sheets = []string{
	"css/tokens.css", "css/base.css", "css/layout.css", "css/parts.css", "css/forms.css", "css/tables.css",
	"css/charts.css", "css/print.css",
}

// asset is a file as it is served.
type asset struct {
	name   string // "app.css"
	hashed string // "app.1f2e3d4c5b6a.css"
	typ    string
	body   []byte
	zipped func() []byte // nil for what is compressed already
}

var (
	byName   = map[string]*asset{}
	byHashed = map[string]*asset{}
)

func init() {
	var css bytes.Buffer
	for _, s := range sheets {
		b, err := files.ReadFile(s)
		if err != nil {
			panic("static: " + err.Error()) // the file list and the embedded files are built together
		}
		css.Write(tighten(b))
	}
	add("app.css", css.Bytes())
	for _, dir := range []string{"js", "img"} {
		list, err := fs.ReadDir(files, dir)
		if err != nil {
			panic("static: " + err.Error())
		}
		for _, f := range list {
			b, err := files.ReadFile(path.Join(dir, f.Name()))
			if err != nil {
				panic("static: " + err.Error())
			}
			if path.Ext(f.Name()) == ".js" {
				b = tightenScript(b)
			}
			add(f.Name(), b)
		}
	}
}

func add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := &asset{name: name, body: body, typ: mime.TypeByExtension(ext)}
	switch ext { // the machine's mime table decides nothing
	case ".css":
		a.typ = "text/css; charset=utf-8"
	case ".js":
		a.typ = "text/javascript; charset=utf-8"
	case ".svg":
		a.typ = "image/svg+xml"
	case ".png":
		a.typ = "image/png"
	}
	if ext != ".png" {
		a.zipped = sync.OnceValue(func() []byte { return zip(body) })
	}
	a.hashed = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	byName[name], byHashed[a.hashed] = a, a
}

func zip(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(body); err != nil {
		return nil
	}
	if err := w.Close(); err != nil {
		return nil
	}
	return b.Bytes()
}

// URL returns the address of a file, "/static/app.1f2e3d4c5b6a.css" for "app.css". An unknown name is a mistake in
// the program and panics, so that the first test of any page finds it.
func URL(name string) string {
	a := byName[name]
	if a == nil {
		panic("static: no file " + name)
	}
	return Prefix + a.hashed
}

// Size returns how many bytes a file takes as it stands and compressed; 0, 0 when there is none.
func Size(name string) (plain, zipped int) {
	a := byName[name]
	if a == nil {
		return 0, 0
	}
	if a.zipped == nil {
		return len(a.body), len(a.body)
	}
	return len(a.body), len(a.zipped())
}

// Handler serves the files below [Prefix]. A hashed name may be kept for a year without asking again; a plain name,
// for those who typed it, for five minutes. It sets its own Content-Encoding, so a compressing middleware leaves
// the answers alone.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		cache := "public, max-age=31536000, immutable"
		a := byHashed[name]
		if a == nil {
			a, cache = byName[name], "public, max-age=300"
		}
		if a == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.typ)
		h.Set("Cache-Control", cache)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", `"`+a.hashed+`"`)
		body := a.body
		if a.zipped != nil {
			h.Add("Vary", "Accept-Encoding")
			if z := a.zipped(); z != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				h.Set("ETag", `"`+a.hashed+`-gz"`)
				body = z
			}
		}
		if match := r.Header.Get("If-None-Match"); match != "" && strings.Contains(match, h.Get("ETag")) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Length", itoa(len(body)))
		if r.Method == http.MethodHead {
			return
		}
		// A client that has gone away is no news.
		_, _ = w.Write(body)
	})
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
