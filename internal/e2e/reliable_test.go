package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/dev/demosite"
	"verkstad/internal/htmlcheck"
	"verkstad/internal/localpg"
	"verkstad/internal/testdb"
)

// ask reads one number from a database.
func ask(t testing.TB, database, sql string, args ...any) (n int64) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := conn.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKilledBeforeTheAnswer: the program is killed when it has written but the answer has not reached the browser.
// The browser posts the same form again, to the program started again: one record, and the answer it should have had.
func TestKilledBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	database := demoData.NewURL(t)
	p := run(t, database).ready()
	c := p.caller().logIn(chair)
	f := c.page("/foreningar/farsta/uppdrag/utse?uppdrag=6").Form("Utse")
	f.Choose("Vem?", "En ny person")
	f.Set("Namn på en ny person", "Efterträdare i Farsta")
	_, action, values := f.Press("Utse")

	// Between the browser and the program stands somebody who pulls the plug at the first byte of the answer.
	target, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	lost := make(chan int, 1)
	plug := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(r *http.Response) error {
			p.kill()
			lost <- r.StatusCode
			panic(http.ErrAbortHandler)
		},
	})
	defer plug.Close()
	if a, err := c.at(plug.URL).send(t.Context(), http.MethodPost, action, values); err == nil {
		t.Fatalf("the answer %d came through", a.Status)
	}
	if status := <-lost; status != http.StatusSeeOther {
		t.Fatalf("the lost answer was %d", status)
	}

	p.start()
	p.ready()
	first := c.do(http.MethodPost, action, values)
	again := c.do(http.MethodPost, action, values)
	if first.Status != http.StatusSeeOther || again.Status != http.StatusSeeOther || first.Location != again.Location {
		t.Errorf("posting again is answered %d to %q, then %d to %q", first.Status, first.Location, again.Status, again.Location)
	}
	if n := ask(t, database, `SELECT count(*) FROM assignments a JOIN people p ON p.id = a.person_id WHERE p.name = 'Efterträdare i Farsta'`); n != 1 {
		t.Errorf("there are %d assignments", n)
	}
	c.page(first.Location).HasText("Efterträdare i Farsta")
	// The same key with other contents is another form, and is not swallowed.
	values.Set("name", "En helt annan i Farsta")
	c.do(http.MethodPost, action, values)
	if n := ask(t, database, `SELECT count(*) FROM people WHERE name = 'En helt annan i Farsta'`); n != 1 {
		t.Errorf("another form with an old key made %d persons", n)
	}
}

// A comment is a form that can be posted any number of times, each making a record of its own.
const commentGoal = "/mal/6"

// load posts comments from several browsers until stopped, and remembers what was posted and what was acknowledged.
type load struct {
	mu           sync.Mutex
	action       string
	posted       map[string]url.Values // by text
	acknowledged map[string]bool
}

func (l *load) start(ctx context.Context, t testing.TB, c *caller, workers int) *sync.WaitGroup {
	t.Helper()
	f := c.page(commentGoal).Form("Skicka kommentaren")
	f.Set("Skriv en kommentar", "x")
	var values url.Values
	_, l.action, values = f.Press("Skicka kommentaren")
	l.posted, l.acknowledged = map[string]url.Values{}, map[string]bool{}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				text := fmt.Sprintf("Kommentar %d från läsare %d", i, w)
				form := url.Values{}
				for k, v := range values {
					form[k] = v
				}
				form.Set("_once", fmt.Sprintf("nyckel-%d-%d", w, i))
				form.Set("text", text)
				l.mu.Lock()
				l.posted[text] = form
				l.mu.Unlock()
				a, err := c.send(context.WithoutCancel(ctx), http.MethodPost, l.action, form)
				if err == nil && a.Status == http.StatusSeeOther {
					l.mu.Lock()
					l.acknowledged[text] = true
					l.mu.Unlock()
				}
				if err != nil || a.Status != http.StatusSeeOther {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	return &wg
}

// check posts everything again, as browsers whose connection broke do, and looks at what there is.
func (l *load) check(t testing.TB, c *caller, database string) {
	t.Helper()
	count := func() map[string]int {
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, database)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		rows, _ := conn.Query(ctx, `SELECT text FROM comments WHERE text LIKE 'Kommentar % från läsare %'`)
		texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		n := map[string]int{}
		for _, s := range texts {
			n[s]++
		}
		return n
	}
	there := count()
	for text := range l.acknowledged {
		if there[text] != 1 {
			t.Errorf("%q was acknowledged and is there %d times", text, there[text])
		}
	}
	for text, form := range l.posted {
		if a := c.do(http.MethodPost, l.action, form); a.Status != http.StatusSeeOther {
			t.Errorf("posting %q again is answered %d", text, a.Status)
		}
	}
	there = count()
	for text := range l.posted {
		if there[text] != 1 {
			t.Errorf("%q is there %d times after it was posted again", text, there[text])
		}
	}
	t.Logf("%d posted, %d acknowledged", len(l.posted), len(l.acknowledged))
	if len(l.acknowledged) < 10 || len(l.posted) == len(l.acknowledged) {
		t.Errorf("of %d posts %d were acknowledged: the plug was not pulled under load", len(l.posted), len(l.acknowledged))
	}
}

// TestKilledUnderLoad: what was acknowledged when the program was killed is there, and what was not can be posted
// again without being there twice.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	database := demoData.NewURL(t)
	p := run(t, database).ready()
	c := p.caller().logIn(staff)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var l load
	wg := l.start(ctx, t, c, 6)
	for range 3 {
		time.Sleep(400 * time.Millisecond)
		p.kill()
		p.start()
		p.ready()
	}
	stop()
	wg.Wait()
	l.check(t, c, database)
}

// TestTwoInstances: two programs start at once on one empty database and share everything from then on.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	database := testdb.NewEmptyURL(t)
	a, b := run(t, database, "--demo"), run(t, database, "--demo")
	a.ready()
	b.ready()
	if n := ask(t, database, `SELECT count(*) FROM accounts WHERE email = 'kansliet@demo.example'`); n != 1 {
		t.Fatalf("the demo was loaded %d times", n)
	}
	office := a.caller().logIn(staff)
	r := b.caller().logIn(chair)
	r.at(a.URL).page("/foreningar/farsta/uppdrag")
	office.at(b.URL).page("/konton")

	// What is written on one is seen on the other at once.
	f := r.page("/foreningar/farsta/andra").Form("Spara")
	f.Set("Mötesplats", "Badhuset i Farsta")
	_, action, values := f.Press("Spara")
	r.do(http.MethodPost, action, values)
	office.page("/foreningar/farsta").HasText("Badhuset i Farsta")

	// Access that ends on one is gone on the other at the next request.
	account := ask(t, database, `SELECT id FROM accounts WHERE email = $1`, chair+"@demo.example")
	grant := ask(t, database, `SELECT id FROM grants WHERE account_id = $1`, account)
	end := office.page(fmt.Sprintf("/konton/%d/behorighet/%d", account, grant)).Form("Spara sista dagen")
	end.Set("Sista dag", "2018-04-15")
	_, action, values = end.Press("Spara sista dagen")
	if got := office.do(http.MethodPost, action, values); got.Status != http.StatusSeeOther {
		t.Fatalf("ending the access is answered %d: %.400s", got.Status, got.Body)
	}
	if got := r.get("/foreningar/farsta/uppdrag"); got.Status != http.StatusForbidden {
		t.Errorf("ended access still opens on the other instance: %d", got.Status)
	}
	// A login that ends on one is gone on the other.
	r.at(a.URL).do(http.MethodPost, "/logga-ut", url.Values{})
	if got := r.get("/min-sida"); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/logga-in") {
		t.Errorf("after logging out on one, the other answers %d to %q", got.Status, got.Location)
	}
}

// A postgres is a server of its own that can be killed and started again with its data. It keeps its promises.
type postgres struct {
	t    testing.TB
	args []string
	who  *syscall.Credential
	dir  string
	cmd  *exec.Cmd
}

// newPostgres takes a throw-away server's data over and starts it anew, so that what it acknowledges is written.
func newPostgres(t testing.TB) (*postgres, *localpg.Server) {
	t.Helper()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this needs PostgreSQL")
	}
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED, NOT TESTED: reads how PostgreSQL was started from /proc")
	}
	s, err := localpg.Start(t.Context(), localpg.Options{Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	pid := postmaster(t, s.DataDir)
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(s.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	p := &postgres{t: t, args: strings.Split(strings.TrimRight(string(line), "\x00"), "\x00"), dir: s.DataDir}
	if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err == nil {
		p.args[0] = exe
	}
	p.args = append(p.args, "-c", "synchronous_commit=on", "-c", "fsync=on", "-c", "full_page_writes=on")
	if os.Geteuid() == 0 {
		st := fi.Sys().(*syscall.Stat_t)
		p.who = &syscall.Credential{Uid: st.Uid, Gid: st.Gid}
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	p.gone(pid)
	p.start()
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
	})
	return p, s
}

func postmaster(t testing.TB, dir string) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func (p *postgres) gone(pid int) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(p.dir, "postmaster.pid")); os.IsNotExist(err) {
			return
		}
		if syscall.Kill(pid, 0) == syscall.ESRCH {
			return
		}
	}
	p.t.Fatal("PostgreSQL does not stop")
}

func (p *postgres) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.cmd.Dir = "/"
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=/", "TZ=UTC"}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: p.who}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// kill ends the server and all its children at once, without a word to anybody.
func (p *postgres) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGQUIT)
	_ = p.cmd.Wait()
	p.cmd = nil
}

// TestPostgresAway: without its database the site says so in Swedish within two seconds, and comes back by itself;
// what was acknowledged before is there.
func TestPostgresAway(t *testing.T) {
	t.Parallel()
	pg, s := newPostgres(t)
	var database string
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		var err error
		if database, err = s.EnsureDatabase(t.Context(), "verkstad"); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	if err := demosite.Fill(t.Context(), database); err != nil {
		t.Fatal(err)
	}
	p := run(t, database).ready()
	c := p.caller().logIn(staff)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var l load
	wg := l.start(ctx, t, c, 3)
	time.Sleep(700 * time.Millisecond)
	pg.kill()

	for range 3 {
		for _, path := range []string{"/", "/mal", "/logga-in", "/foreningar/farsta"} {
			began := time.Now()
			got := c.get(path)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("%s took %s to say that the database is away", path, took)
			}
			if got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
				t.Errorf("%s answers %d, Retry-After %q; want 503", path, got.Status, got.Header.Get("Retry-After"))
			}
			page := htmlcheck.Parse(t, got.Body)
			page.Valid()
			page.HasText("Vi når inte databasen just nu", "Det du har sparat är kvar")
		}
	}
	if got := c.get("/healthz"); got.Status != http.StatusOK {
		t.Errorf("/healthz answers %d: the program itself is well", got.Status)
	}
	if got := c.get("/readyz"); got.Status != http.StatusServiceUnavailable {
		t.Errorf("/readyz answers %d", got.Status)
	}
	pg.start()
	began := time.Now()
	for c.get("/mal").Status != http.StatusOK {
		if time.Since(began) > 15*time.Second {
			t.Fatal("the site does not come back")
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("back after %s", time.Since(began).Round(time.Millisecond))
	time.Sleep(300 * time.Millisecond)
	stop()
	wg.Wait()
	l.check(t, c, database)
}
