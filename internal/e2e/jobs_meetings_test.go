package e2e

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"verkstad/internal/dev/browser"
)

// A wire is the network between a phone and the site: it can be cut and mended.
type wire struct {
	URL string

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

// newWire lays a wire to a site, which ends with the test.
func newWire(t *testing.T, s *site) *wire {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{URL: "http://" + ln.Addr().String(), conns: map[net.Conn]bool{}}
	t.Cleanup(func() { _ = ln.Close(); w.set(true) })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return // the test is over
			}
			go w.carry(c, strings.TrimPrefix(s.URL, "http://"))
		}
	}()
	return w
}

func (w *wire) carry(phone net.Conn, address string) {
	server, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", address)
	if err != nil || !w.hold(phone, server) {
		_ = phone.Close()
		if err == nil {
			_ = server.Close()
		}
		return
	}
	go func() { _, _ = io.Copy(server, phone); _ = server.Close() }()
	_, _ = io.Copy(phone, server)
	_ = phone.Close()
}

func (w *wire) hold(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		w.conns[c] = true
	}
	return !w.cut
}

// set cuts the wire, with everything that is under way on it, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	if cut {
		for c := range w.conns {
			_ = c.Close()
		}
		clear(w.conns)
	}
}

// over returns somebody who reaches the site over the wire, logged in.
func (w *wire) over(t *testing.T, s *site, account string, look browser.Look) *reader {
	t.Helper()
	far := *s.Site
	far.URL = w.URL
	return (&site{&far, t}).as(t, account, look)
}

const treasurers = "Kassörsträff 7 april 2018"

// TestAttendance: the office ticks who came to a meeting, in two taps and the ticks, with script and without.
func TestAttendance(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, staff, look)
		r.open("/traffar?visa=utan-narvaro")
		r.tap("Fyll i närvaro: " + treasurers)
		r.inspect()
		for _, name := range []string{"Botkyrka", "Ekerö", "Seko-vänstern"} {
			r.toggle(name)
		}
		r.tap("Klart")
		r.sees(treasurers, "3 av 51 var med.")
		r.inspect()
		if n := s.count(t, `SELECT count(*) FROM meeting_attendance a JOIN meetings m ON m.id = a.meeting_id JOIN meeting_kinds k ON k.id = m.kind_id
			WHERE k.key = 'treasurersMeeting' AND m.day = '2018-04-07' AND a.present`); n != 3 {
			t.Errorf("%d units are ticked", n)
		}
	})
}

// TestAttendanceWithoutNetwork: what is ticked while the network is away is kept on the phone, sent once when it is
// back, merged with another phone's, and forgotten at logout.
func TestAttendanceWithoutNetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := newWire(t, s)
	r := w.over(t, s, staff, browser.Phone)
	r.open("/traffar?visa=utan-narvaro")
	r.tap("Fyll i närvaro: " + treasurers)
	page := r.Path()
	r.toggle("Botkyrka")
	r.sees("1 av 51 är avprickade", "Sparat.")

	w.set(true)
	r.toggle("Bromma")
	r.toggle("Ekerö")
	r.sees("3 av 51 är avprickade", "Väntar på nät")
	r.toggle("Ekerö") // taken back before it was sent
	r.sees("2 av 51 är avprickade", "Väntar på nät")
	if n := eval[int](r, `Object.keys(localStorage).filter((k) => k.startsWith('narvaro:')).length`); n != 1 {
		t.Errorf("%d meetings are kept on the phone", n)
	}
	r.tap("Klart") // nothing is lost, and nothing breaks
	r.sees("Vilka var med?", "Väntar på nät")
	r.Problems() // that requests failed is what the test is about

	// Meanwhile another phone, whose network is there, ticks too.
	other := s.as(t, staff, browser.Phone)
	other.open(page)
	other.toggle("Farsta")
	other.sees("Sparat.")

	w.set(false)
	r.sees(treasurers, "hållen", "3 av 51 var med.")
	r.Problems()
	if n := s.count(t, `SELECT count(*) FROM meeting_marks k JOIN units u ON u.id = k.unit_id WHERE u.name = 'Bromma'
		AND k.meeting_id = (SELECT m.id FROM meetings m JOIN meeting_kinds mk ON mk.id = m.kind_id WHERE mk.key = 'treasurersMeeting' AND m.day = '2018-04-07')`); n != 1 {
		t.Errorf("the tick of Bromma was written %d times", n)
	}
	if n := eval[int](r, `Object.keys(localStorage).filter((k) => k.startsWith('narvaro:')).length`); n != 0 {
		t.Errorf("%d meetings are still kept on the phone", n)
	}

	// A phone that is put away with ticks that were never sent sends them when the page is opened again.
	r.open(page)
	w.set(true)
	r.toggle("Huddinge")
	r.sees("Väntar på nät")
	r.Problems()
	eval[bool](r, `for (let i = 0; i < 1e5; i++) clearTimeout(i); true`) // it sleeps: nothing is tried again
	w.set(false)
	if n := s.count(t, `SELECT count(*) FROM meeting_attendance a JOIN units u ON u.id = a.unit_id WHERE u.name = 'Huddinge' AND a.meeting_id =
		(SELECT m.id FROM meetings m JOIN meeting_kinds k ON k.id = m.kind_id WHERE k.key = 'treasurersMeeting' AND m.day = '2018-04-07')`); n != 0 {
		t.Errorf("Huddinge is ticked %d times before the page is opened again", n)
	}
	r.open(page)
	r.sees("4 av 51 är avprickade", "Sparat.")

	// What is kept is the reader's own: logging out forgets it.
	eval[bool](r, `localStorage.setItem('narvaro:1:999', '{"marks":["1:1:aaaaaaaa"],"done":false}'); true`)
	r.must(r.SetLook(browser.Desk)) // the way out stands beside the rooms there
	r.tap("Logga ut")
	if n := eval[int](r, `Object.keys(localStorage).filter((k) => k.startsWith('narvaro:')).length`); n != 0 {
		t.Errorf("after logging out %d meetings are kept on the phone", n)
	}
}

// TestAttendanceThatIsRefusedForEver: ticks of a meeting that somebody has struck in the meantime are not tried again
// for ever: the phone says what was not saved, and throws it away when its reader wants that.
func TestAttendanceThatIsRefusedForEver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := newWire(t, s)
	r := w.over(t, s, staff, browser.Phone)
	r.open("/traffar?visa=utan-narvaro")
	r.tap("Fyll i närvaro: " + treasurers)
	page := r.Path()
	w.set(true)
	r.toggle("Bromma")
	r.toggle("Ekerö")
	r.sees("Väntar på nät")
	r.Problems() // that requests failed is what the test is about

	other := s.as(t, staff, browser.Phone)
	other.open(strings.TrimSuffix(page, "/narvaro"))
	other.tap("Stryk träffen, den var ett misstag")
	other.fill("Vad blev fel?", "Den hölls aldrig.")
	other.tap("Stryk")
	other.sees("Träffen är struken")

	w.set(false)
	r.sees("2 bockar sparades inte.", "Kasta det som inte sparades")
	r.Problems() // nor is the last answer a success, and that is right
	r.inspect()
	if n := eval[int](r, `Object.keys(localStorage).filter((k) => k.startsWith('narvaro:')).length`); n != 1 {
		t.Errorf("%d meetings are kept before anybody has thrown anything away", n)
	}
	r.tap("Kasta det som inte sparades")
	if n := eval[int](r, `Object.keys(localStorage).filter((k) => k.startsWith('narvaro:')).length`); n != 0 {
		t.Errorf("%d meetings are kept on the phone", n)
	}
	r.Problems()
}

// TestQuestionAndAnswer: a chair writes a question in, the county council group's leader answers it, the chair reads it.
func TestQuestionAndAnswer(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, look browser.Look) {
		s := newSite(t)
		r := s.as(t, chair, look)
		r.open("/traffar?visa=hallna")
		r.tap("Ordförandeträff")
		r.inspect()
		r.tap("Skriv in en fråga")
		r.inspect()
		r.fill("Fråga", "Hur länge räcker pengarna till ungdomsmottagningen?")
		r.tap("Spara frågan")
		r.sees("Hur länge räcker pengarna till ungdomsmottagningen?")
		leader := s.as(t, "gruppledare.landstinget", look)
		leader.open("/")
		leader.tap("Svara på frågor från träffar")
		leader.inspect()
		leader.tap("Svara: frågan från Farsta 24 februari 2018")
		leader.inspect()
		leader.fill("Svar", "Året ut. Vi tar upp den i budgeten.")
		leader.tap("Spara svaret")
		leader.sees("Svaret är sparat.")
		r.open("/fragor?visa=besvarade")
		r.sees("Året ut. Vi tar upp den i budgeten.")
	})
}
