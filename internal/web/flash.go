package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"verkstad/internal/paths"
	"verkstad/templates/ui"
)

// A flash is a message that is shown once, on the next page. It lives in a short cookie of its own and not in the
// session: it costs no write, works for those who are not logged in, and holds nothing that its reader did not just
// do. Its text is escaped like any other, and its address must be an own one.
type flash struct {
	Text string `json:"t"`
	Undo string `json:"u,omitempty"`
	Bad  bool   `json:"b,omitempty"`
}

const flashAge = 120 // seconds

func flashName(secure bool) string {
	if secure {
		return "__Host-flash"
	}
	return "flash"
}

func setFlash(w http.ResponseWriter, secure bool, f flash) {
	b, err := json.Marshal(f)
	if err != nil {
		return // strings always encode
	}
	http.SetCookie(w, &http.Cookie{Name: flashName(secure), Value: base64.RawURLEncoding.EncodeToString(b), Path: "/",
		MaxAge: flashAge, Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func takeFlash(w http.ResponseWriter, r *http.Request, secure bool) []ui.Flash {
	c, err := r.Cookie(flashName(secure))
	if err != nil {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: flashName(secure), Path: "/", MaxAge: -1, Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	var f flash
	if json.Unmarshal(b, &f) != nil || f.Text == "" {
		return nil
	}
	out := ui.Flash{Tone: ui.ToneGood, Text: f.Text}
	if f.Bad {
		out.Tone = ui.ToneWarn
	}
	if paths.IsOwn(f.Undo) {
		out.UndoAction, out.UndoOnce = f.Undo, NewOnce()
	}
	return []ui.Flash{out}
}

// Redirect answers a post: 303 to an own path, with a message for the next page ("" for none).
func Redirect(w http.ResponseWriter, r *http.Request, to, message string) error {
	return redirect(w, r, to, flash{Text: message})
}

// RedirectUndo is [Redirect] with a button beside the message that posts to an own path and takes the act back.
func RedirectUndo(w http.ResponseWriter, r *http.Request, to, message, undo string) error {
	return redirect(w, r, to, flash{Text: message, Undo: undo})
}

// RedirectWarn is [Redirect] with a message that something did not go as hoped.
func RedirectWarn(w http.ResponseWriter, r *http.Request, to, message string) error {
	return redirect(w, r, to, flash{Text: message, Bad: true})
}

func redirect(w http.ResponseWriter, r *http.Request, to string, f flash) error {
	if !paths.IsOwn(to) {
		to = paths.Home
	}
	if f.Text != "" {
		setFlash(w, Of(r).app.Secure, f)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Next returns the own path that the form or address asks to go on to, or otherwise.
func Next(candidate, otherwise string) string {
	if paths.IsOwn(candidate) {
		return candidate
	}
	return otherwise
}
