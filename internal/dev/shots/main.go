// Command shots takes pictures of the demo's pages, for people who judge how they look:
//
//	go run ./internal/dev/shots -out DIR [-role WORD,…] [-path PATH,…] [-width 360,1280] [-scheme light,dark] [-noscript]
//
// It loads the demo into a throw-away database, serves it and saves a picture of each whole page as
// ROLE-PATH-WIDTH-SCHEME.png. A role is any part of a demo account's e-mail address, such as kansliet or farsta;
// "ingen" is somebody who is not logged in. In a path, {forening} and {organ} stand for the first slug, {mal}, {plan} and
// {uppdrag} for the first number that is linked from their lists. What goes wrong in the browser is written out and makes the
// command fail. With -db it uses a filled database instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/demo"
	"verkstad/internal/dev/browser"
	"verkstad/internal/dev/demosite"
	"verkstad/internal/localpg"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

// nobody is the role of those without a login.
const nobody = "ingen"

// usual are the pages of a role when none are asked for.
var usual = []string{"/"}

type options struct {
	out, database string
	roles, paths  []string
	looks         []browser.Look
}

func parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("shots", flag.ContinueOnError)
	out := fs.String("out", "", "directory for the pictures")
	roles := fs.String("role", "kansliet", "parts of the accounts' addresses, or ingen, separated by commas; alla for every account")
	paths := fs.String("path", strings.Join(usual, ","), "paths, separated by commas")
	widths := fs.String("width", "360,1280", "widths of the window")
	schemes := fs.String("scheme", "light,dark", "light, dark, contrast or forced")
	noScript := fs.Bool("noscript", false, "without script")
	database := fs.String("db", "", "address of a filled database, instead of a throw-away one")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if *out == "" || fs.NArg() > 0 {
		fs.Usage()
		return o, errors.New("say where to put the pictures, with -out")
	}
	o = options{out: *out, database: *database, roles: strings.Split(*roles, ","), paths: strings.Split(*paths, ",")}
	if *roles == "alla" {
		o.roles = []string{nobody}
		for _, a := range demo.Accounts() {
			o.roles = append(o.roles, a.Email)
		}
	}
	for w := range strings.SplitSeq(*widths, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(w))
		if err != nil || n < 200 || n > 4000 {
			return o, fmt.Errorf("%q is not a width", w)
		}
		for s := range strings.SplitSeq(*schemes, ",") {
			l := browser.Look{Width: n, Height: browser.Desk.Height, NoScript: *noScript}
			if n <= 480 {
				l.Height = browser.Phone.Height
			}
			switch strings.TrimSpace(s) {
			case "light":
			case "dark":
				l.Dark = true
			case "contrast":
				l.Contrast = true
			case "forced":
				l.Forced = true
			default:
				return o, fmt.Errorf("there is no scheme %q", s)
			}
			o.looks = append(o.looks, l)
		}
	}
	return o, nil
}

func run(ctx context.Context, args []string, w io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	if o.database == "" {
		pg, err := localpg.Start(ctx, localpg.Options{Throwaway: true, Install: true})
		if err != nil {
			return err
		}
		defer func() { _ = pg.Stop(context.WithoutCancel(ctx)) }()
		if o.database, err = pg.EnsureDatabase(ctx, "verkstad"); err != nil {
			return err
		}
		if err := demosite.Fill(ctx, o.database); err != nil {
			return err
		}
	}
	site, err := demosite.Serve(ctx, o.database, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer site.Close()
	chromium, err := browser.Start()
	if err != nil {
		return err
	}
	defer chromium.Close()
	bad := 0
	for _, role := range o.roles {
		n, err := shoot(ctx, o, site, chromium, strings.TrimSpace(role), w)
		if err != nil {
			return fmt.Errorf("%s: %w", role, err)
		}
		bad += n
	}
	if bad > 0 {
		return fmt.Errorf("%d pages had problems", bad)
	}
	return nil
}

// shoot takes the pictures of one role and returns how many pages had problems.
func shoot(ctx context.Context, o options, site *demosite.Site, chromium *browser.Browser, role string, w io.Writer) (bad int, err error) {
	tab, err := chromium.NewTab(ctx, site.URL, o.looks[0])
	if err != nil {
		return 0, err
	}
	defer tab.Close()
	if role != nobody {
		email, err := accountOf(role)
		if err != nil {
			return 0, err
		}
		id, err := site.Account(ctx, email)
		if err != nil {
			return 0, err
		}
		cookies, err := site.SignIn(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := tab.SetCookies(cookies); err != nil {
			return 0, err
		}
		role, _, _ = strings.Cut(email, "@")
	}
	for _, path := range o.paths {
		path, err := expand(tab, strings.TrimSpace(path))
		if err != nil {
			return bad, err
		}
		var problems []string
		for _, look := range o.looks {
			if err := tab.SetLook(look); err != nil {
				return bad, err
			}
			answer, err := tab.Goto(path)
			if err != nil {
				return bad, err
			}
			if answer.Status != 200 {
				problems = append(problems, fmt.Sprintf("answer %d", answer.Status))
			}
			b, err := tab.Screenshot()
			if err != nil {
				return bad, fmt.Errorf("%s: %w", path, err)
			}
			name := filepath.Join(o.out, fileName(role, path, look))
			if err := os.WriteFile(name, b, 0o644); err != nil {
				return bad, err
			}
			fmt.Fprintln(w, name)
			problems = append(problems, tab.Problems()...)
		}
		if len(problems) > 0 {
			bad++
			slices.Sort(problems)
			fmt.Fprintf(os.Stderr, "%s %s:\n  %s\n", role, path, strings.Join(slices.Compact(problems), "\n  "))
		}
	}
	return bad, nil
}

// accountOf returns the demo's account whose address holds the word, the first of several.
func accountOf(word string) (string, error) {
	for _, a := range demo.Accounts() {
		if strings.Contains(a.Email, word) {
			return a.Email, nil
		}
	}
	return "", fmt.Errorf("the demo has no account with %q in its address", word)
}

// lists are where the first of what stands in braces is found, and what its links look like.
var lists = map[string]struct{ list, link string }{
	"{forening}": {"/foreningar", `^/foreningar/([a-z0-9-]+)$`},
	"{organ}":    {"/organ", `^/organ/([a-z0-9-]+)$`},
	"{mal}":      {"/mal", `^/mal/([0-9]+)$`},
	"{plan}":     {"/planer", `^/planer/([0-9]+)$`},
	"{uppdrag}":  {"/uppdrag", `^/uppdrag/([0-9]+)$`},
	"{person}":   {"/personer", `^/personer/([0-9]+)$`},
	"{konto}":    {"/konton", `^/konton/([0-9]+)$`},
}

func expand(tab *browser.Tab, path string) (string, error) {
	for brace, l := range lists {
		if !strings.Contains(path, brace) {
			continue
		}
		if _, err := tab.Goto(l.list); err != nil {
			return "", err
		}
		links, err := browser.Eval[[]string](tab, `[...document.querySelectorAll('main a[href]')].map((a) => a.getAttribute('href'))`)
		if err != nil {
			return "", err
		}
		pattern := regexp.MustCompile(l.link)
		i := slices.IndexFunc(links, pattern.MatchString)
		if i < 0 {
			return "", fmt.Errorf("no link for %s on %s", brace, l.list)
		}
		path = strings.ReplaceAll(path, brace, pattern.FindStringSubmatch(links[i])[1])
	}
	return path, nil
}

var unsafeInName = regexp.MustCompile(`[^a-z0-9.]+`)

// fileName is the picture's name: role, path, width and scheme.
func fileName(role, path string, look browser.Look) string {
	p := strings.Trim(unsafeInName.ReplaceAllString(strings.ToLower(path), "_"), "_")
	if p == "" {
		p = "start"
	}
	return strings.ReplaceAll(role, ".", "_") + "-" + p + "-" + look.String() + ".png"
}
