// Command withdb runs another command with a throw-away PostgreSQL behind it:
//
//	go run ./internal/dev/withdb -- go test ./...
//
// It starts one cluster, puts its address into TEST_DATABASE_URL, passes signals on, ends the cluster and exits with
// the command's code. One cluster for all packages is much quicker than one for each. Where TEST_DATABASE_URL is set
// already it only runs the command. It must not know what the command does.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"verkstad/internal/localpg"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

const addressVariable = "TEST_DATABASE_URL"

// run returns the exit code: the command's, 128 + n when signal n ended it, 2 for wrong use and 1 when there is no
// PostgreSQL or no such command.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(stderr, "usage: withdb -- command [argument ...]")
		return 2
	}
	// From here on a signal is for the command, and we outlive it to clear up.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)

	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
	if os.Getenv(addressVariable) == "" {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		early := make(chan struct{})
		go func() { // a signal before there is a command ends the start
			select {
			case s := <-signals:
				signals <- s
				cancel()
			case <-early:
			}
		}()
		server, err := localpg.Start(ctx, localpg.Options{Throwaway: true, Install: true, Notes: stderr})
		close(early)
		if err != nil {
			fmt.Fprintln(stderr, "withdb:", err)
			return 1
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			if err := server.Stop(ctx); err != nil {
				fmt.Fprintln(stderr, "withdb: stop the cluster:", err)
			}
		}()
		cmd.Env = append(os.Environ(), addressVariable+"="+server.URL("postgres"))
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(stderr, "withdb:", err)
		return 1
	}
	done := make(chan struct{})
	passing := make(chan struct{})
	go func() {
		defer close(passing)
		for {
			select {
			case s := <-signals:
				cmd.Process.Signal(s) // it may have ended already, which is what was asked for
			case <-done:
				return
			}
		}
	}()
	err := cmd.Wait()
	close(done)
	<-passing
	return exitCode(err, stderr)
}

func exitCode(err error, stderr io.Writer) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
			return 128 + int(ws.Signal())
		}
		return exit.ExitCode()
	default:
		fmt.Fprintln(stderr, "withdb:", err)
		return 1
	}
}
