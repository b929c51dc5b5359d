package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"verkstad/internal/config"
	"verkstad/internal/demo"
	"verkstad/internal/server"
	"verkstad/internal/store"
)

func runServe(ctx context.Context, args []string, e env) error {
	fs := flags("serve", "serve [--demo]", e)
	withDemo := fs.Bool("demo", false, "fill an empty database with demo data first, and print its accounts")
	if err := parse(fs, args, e, 0, 0); err != nil {
		return unlessHelp(err)
	}
	return with(ctx, e, func(cfg config.Config, o *opened) error {
		if *withDemo {
			if err := prepareDemo(ctx, &cfg, o, e); err != nil {
				return err
			}
		}
		return serve(ctx, cfg, o, e)
	})
}

// prepareDemo makes an empty database a demo. In a demo the second factor is optional unless the environment asks
// for it, because the accounts are printed anyway.
func prepareDemo(ctx context.Context, cfg *config.Config, o *opened, e env) error {
	if !slices.ContainsFunc(e.environ, func(s string) bool { return strings.HasPrefix(s, "SECOND_FACTOR=") }) {
		cfg.SecondFactor = config.SecondFactorOptional
	}
	isDemo, err := o.db.IsDemo(ctx)
	if err != nil {
		return err
	}
	if isDemo {
		return nil
	}
	err = demo.Load(ctx, store.New(o.db))
	if err == nil {
		return nil
	}
	// Another instance that started at the same time may have been quicker.
	if isDemo, again := o.db.IsDemo(ctx); again == nil && isDemo {
		return nil
	}
	return fmt.Errorf("load demo data: %w", err)
}

func serve(ctx context.Context, cfg config.Config, o *opened, e env) error {
	a, err := o.auth(ctx, cfg)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen for the site: %w", err)
	}
	s := server.New(cfg, o.db, a, o.log)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.Serve(ctx, ln) })
	if cfg.MetricsListen != "" {
		// Metrics are a convenience: another instance on this machine may have the port already.
		if mln, err := net.Listen("tcp", cfg.MetricsListen); err != nil {
			o.log.Warn("metrics are off", "err", err)
		} else {
			g.Go(func() error { return s.ServeMetrics(ctx, mln) })
		}
	}
	g.Go(func() error { s.Sweep(ctx); return nil })
	isDemo, err := o.db.IsDemo(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "Verkstad is at %s\n", cfg.BaseURL)
	if isDemo {
		printAccounts(e)
	}
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// printAccounts lists the demo's logins. They are constants of the demo and open nothing else.
func printAccounts(e env) {
	fmt.Fprintf(e.out, "\nThis is a demo. Log in with one of these and the password %s\n", demo.Password)
	for _, a := range demo.Accounts() {
		fmt.Fprintf(e.out, "  %-28s %s\n", a.Email, a.About)
	}
	fmt.Fprintln(e.out)
}
