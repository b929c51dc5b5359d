// Command verkstad serves the site and keeps its database.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], env{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr})
	os.Exit(exitCode(err, os.Stderr))
}

// Exit codes: 0 done, 1 failed, 2 called wrongly.
func exitCode(err error, w io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(w, "verkstad: %v\n", err)
		return 2
	default:
		fmt.Fprintf(w, "verkstad: %v\n", err)
		return 1
	}
}

// env is what a command gets of the world around it.
type env struct {
	environ  []string
	in       io.Reader
	out, err io.Writer
}

// usageError is a call that the command line does not understand.
type usageError string

func (e usageError) Error() string { return string(e) }

// A command is one word of the command line.
type command struct {
	name, args, about string
	run               func(ctx context.Context, args []string, e env) error
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"serve", "[--demo]", "serve the site; --demo fills an empty database with demo data first", runServe},
		{"migrate", "up | status", "bring the database to this program's schema, or show where it is", runMigrate},
		{"demo", "", "fill an empty database with demo data and mark it as a demo", runDemo},
		{"plan", "import [--dry-run] [--json] FILE", "read a plan's text and propose its goals", runPlan},
		{"user", "create | invite | reset  [options]", "make an account, or a link to set a password", runUser},
		{"version", "", "print the version", runVersion},
	}
}

// run is the whole program: args are the words after its name.
func run(ctx context.Context, args []string, e env) error {
	if len(args) == 0 {
		help(e.err)
		return usageError("say what to do")
	}
	switch args[0] {
	case "help", "-h", "--help", "-help":
		help(e.out)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], e)
		}
	}
	help(e.err)
	return usageError(fmt.Sprintf("there is no command %q", args[0]))
}

func help(w io.Writer) {
	fmt.Fprint(w, "Usage: verkstad COMMAND [options]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s %-36s %s\n", c.name, c.args, c.about)
	}
	fmt.Fprint(w, "\nConfiguration comes from the environment; see README. COMMAND -h says more about a command.\n")
}
