package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verkstad/internal/htmlcheck"
)

// binary builds the program once. Its directory is removed with the run.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "verkstad-e2e-")
	if err != nil {
		return "", err
	}
	leftBehind = append(leftBehind, dir)
	path := filepath.Join(dir, "verkstad")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, "verkstad/cmd/verkstad").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

// leftBehind are directories that outlive single tests.
var leftBehind []string

// A process is the program, running.
type process struct {
	t      testing.TB
	URL    string
	listen string
	env    []string
	args   []string

	cmd  *exec.Cmd
	out  *lockedBuffer
	done chan struct{}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// run starts the program over a database on a free port; it may not be ready yet. It is killed with the test.
func run(t testing.TB, database string, args ...string) *process {
	t.Helper()
	if testing.Short() && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED, NOT TESTED: -short, and this builds and runs the program")
	}
	// A port that is free now, and hardly taken by others before the program has it.
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, listen: ln.Addr().String(), args: append([]string{"serve"}, args...)}
	ln.Close()
	p.URL = "http://" + p.listen
	p.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "DATABASE_URL=" + database, "LISTEN=" + p.listen,
		"BASE_URL=" + p.URL, "METRICS_LISTEN=", "SECOND_FACTOR=optional"}
	p.start()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the program wrote: %.3000s", p.out.String())
		}
	})
	return p
}

func (p *process) start() {
	p.t.Helper()
	path, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	p.out = &lockedBuffer{}
	p.cmd = exec.Command(path, p.args...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = p.env, p.out, p.out
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	done, cmd := make(chan struct{}), p.cmd
	p.done = done
	go func() { _ = cmd.Wait(); close(done) }()
}

// kill ends the program as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // it may have ended by itself
	<-p.done
}

// ready waits until the program serves.
func (p *process) ready() *process {
	p.t.Helper()
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		select {
		case <-p.done:
			p.t.Fatalf("the program ended: %s", p.out.String())
		default:
		}
		if res, err := http.Get(p.URL + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p
			}
		}
	}
	p.t.Fatalf("the program is not ready: %s", p.out.String())
	return p
}

// A caller is a browser without script that talks to a program, whichever address it listens on.
type caller struct {
	t      testing.TB
	URL    string
	cookie map[string]string
}

func (p *process) caller() *caller { return &caller{t: p.t, URL: p.URL, cookie: map[string]string{}} }

// at returns the same browser at another address.
func (c *caller) at(address string) *caller { return &caller{t: c.t, URL: address, cookie: c.cookie} }

// An answered is an answer, read.
type answered struct {
	Status   int
	Location string
	Body     string
	Header   http.Header
}

var direct = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// send sends a request; an error is one of the connection.
func (c *caller) send(ctx context.Context, method, path string, form url.Values) (answered, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, c.URL+path, body)
	if err != nil {
		return answered{}, err
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range c.cookie {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := direct.Do(r)
	if err != nil {
		return answered{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return answered{}, err
	}
	return answered{res.StatusCode, res.Header.Get("Location"), string(b), res.Header}, nil
}

func (c *caller) do(method, path string, form url.Values) answered {
	c.t.Helper()
	a, err := c.send(context.WithoutCancel(c.t.Context()), method, path, form)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, line := range a.Header.Values("Set-Cookie") {
		if k, err := http.ParseSetCookie(line); err == nil {
			c.cookie[k.Name] = k.Value
		}
	}
	return a
}

func (c *caller) get(path string) answered { c.t.Helper(); return c.do(http.MethodGet, path, nil) }

// page returns a path's page, which must be an ordinary one.
func (c *caller) page(path string) *htmlcheck.Page {
	c.t.Helper()
	a := c.get(path)
	if a.Status != http.StatusOK {
		c.t.Fatalf("%s answers %d to %s", path, a.Status, a.Location)
	}
	return htmlcheck.Parse(c.t, a.Body)
}

// logIn logs in with an account of the demo.
func (c *caller) logIn(account string) *caller {
	c.t.Helper()
	f := c.page("/logga-in").Form("Logga in")
	f.Set("E-post", account+"@demo.example")
	f.Set("Lösenord", demoPassword)
	_, action, values := f.Press("Logga in")
	if a := c.do(http.MethodPost, action, values); a.Status != http.StatusSeeOther {
		c.t.Fatalf("login answers %d", a.Status)
	}
	return c
}
