package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/store"
)

func runMigrate(ctx context.Context, args []string, e env) (err error) {
	fs := flags("migrate", "migrate up | status", e)
	if err := parse(fs, args, e, 1, 1); err != nil {
		return unlessHelp(err)
	}
	cfg, err := config.Load(e.environ)
	if err != nil {
		return err
	}
	log := logger(cfg, e)
	o, err := locate(ctx, cfg, log, e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.close(ctx)) }()
	switch fs.Arg(0) {
	case "up":
		return db.Migrate(ctx, o.url, log)
	case "status":
		states, err := db.MigrationStatus(ctx, o.url, quiet(log))
		if err != nil {
			return err
		}
		for _, s := range states {
			when := "pending"
			if !s.AppliedAt.IsZero() {
				when = s.AppliedAt.UTC().Format("2006-01-02 15:04")
			}
			fmt.Fprintf(e.out, "%5d  %-16s  %s\n", s.Version, when, s.Name)
		}
		return nil
	}
	fs.Usage()
	return usageError(fmt.Sprintf("migrate does not know %q", fs.Arg(0)))
}

func runDemo(ctx context.Context, args []string, e env) error {
	fs := flags("demo", "demo", e)
	if err := parse(fs, args, e, 0, 0); err != nil {
		return unlessHelp(err)
	}
	return with(ctx, e, func(_ config.Config, o *opened) error {
		if err := demo.Load(ctx, store.New(o.db)); err != nil {
			return fmt.Errorf("load demo data: %w", err)
		}
		printAccounts(e)
		return nil
	})
}

func runVersion(_ context.Context, args []string, e env) error {
	fs := flags("version", "version", e)
	if err := parse(fs, args, e, 0, 0); err != nil {
		return unlessHelp(err)
	}
	v, revision := "(devel)", ""
	if b, ok := debug.ReadBuildInfo(); ok {
		v = b.Main.Version
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	fmt.Fprintf(e.out, "verkstad %s%s\n", v, revision)
	return nil
}
