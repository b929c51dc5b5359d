package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/pages/plans"
	"verkstad/internal/paths"
	"verkstad/internal/plandiff"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

// importVersion reads a text as a new version of a plan: it prints what the version changes and, unless that is all that
// was asked for, adopts it.
func importVersion(ctx context.Context, o planFlags, file string, data []byte, src *planimport.Source, e env) error {
	adopted, err := parseDay(o.adopted)
	if err != nil {
		return err
	}
	if adopted.IsZero() && !o.dryRun {
		return usageError("say when the new version was adopted: --adopted 2018-03-10")
	}
	return with(ctx, e, func(cfg config.Config, opened *opened) error {
		s := store.New(opened.db)
		plan, err := s.Plan(ctx, o.plan)
		if err != nil {
			return fmt.Errorf("plan %d: %w", o.plan, err)
		}
		document := plans.LikelyDocument(src, plan)
		if o.document > len(src.Documents) {
			return fmt.Errorf("the text has %d documents; --document says %d", len(src.Documents), o.document)
		}
		if o.document > 0 {
			document = o.document - 1
		}
		v := store.VersionOf(src, document)
		v.Base, v.AdoptedOn = plan.Version, adopted
		diff, err := s.ComparePlan(ctx, plan.ID, v)
		if err != nil {
			return err
		}
		report := e.out
		if o.asJSON { // the findings have the standard output for themselves
			report = e.err
			if err := planimport.WriteJSON(e.out, src); err != nil {
				return err
			}
		}
		fmt.Fprintf(report, "%q, read as version %d of plan %d, %q\n", src.Documents[document].Title, plan.Version+1, plan.ID, plan.Name)
		if err := printVersion(report, diff); err != nil {
			return err
		}
		if o.dryRun {
			fmt.Fprintln(report, "\nThis is a dry run: nothing is stored.")
			return nil
		}
		number, err := adoptVersion(ctx, s, plan.ID, name(file), data, v, o.again)
		if err != nil {
			return err
		}
		fmt.Fprintf(report, "\nVersion %d holds from %s. Review what waits at %s%s\n", number, adopted, strings.TrimSuffix(cfg.BaseURL.String(), "/"), paths.ReviewPlan(plan.ID))
		return nil
	})
}

// adoptVersion keeps the text and makes it the version that holds, all or nothing, and returns the version's number.
func adoptVersion(ctx context.Context, s *store.Store, plan int64, name string, data []byte, v store.NewVersion, again bool) (int64, error) {
	return s.Together(ctx, db.CLI, db.OnceKey{}, func(s *store.Store) (int64, error) {
		source, err := s.AddVersionSource(ctx, db.CLI, db.OnceKey{}, plan, name, data)
		if err != nil {
			return 0, err
		}
		before, err := s.PlansOfSource(ctx, source)
		if err != nil {
			return 0, err
		}
		for _, p := range before {
			if p.ID == plan && !again {
				return 0, fmt.Errorf("this text is a version of plan %d already; say --again to import it once more", plan)
			}
		}
		if _, err := s.AdoptVersion(ctx, db.CLI, db.OnceKey{}, plan, source, v); err != nil {
			return 0, err
		}
		return int64(v.Base) + 1, nil
	})
}

// printVersion prints for people what a version changes.
func printVersion(w io.Writer, d store.VersionDiff) error {
	for _, c := range d.Changes {
		if c.Change == plandiff.Unchanged {
			continue
		}
		label := c.Label()
		if label == "" {
			label = "new"
		}
		fmt.Fprintf(w, "\n%s: %s\n", c.Change, label)
		switch c.Change {
		case plandiff.Changed:
			fmt.Fprintf(w, "   %s\n", marked(plandiff.Words(c.Was, c.Now)))
		case plandiff.Added:
			fmt.Fprintf(w, "   %s\n", c.Now)
		default:
			fmt.Fprintf(w, "   %s\n", c.Was)
		}
		if c.Elsewhere {
			fmt.Fprintf(w, "   from %s to %s\n", strings.Join(c.WasSection, " › "), strings.Join(c.NowSection, " › "))
		}
		for _, g := range c.Goals {
			what := "goes on"
			switch {
			case c.Waits:
				what = "keeps the former words until somebody approves the new ones"
			case closes(c, g.ID):
				what = "is closed from the day of the adoption"
			}
			fmt.Fprintf(w, "   goal %s, %q, %s\n", g.Label(), g.Title, what)
		}
	}
	_, err := fmt.Fprintf(w, "\n%d changed, %d added, %d moved, %d removed, %d unchanged; %d changes in the text around them\n", d.Count(plandiff.Changed),
		d.Count(plandiff.Added), d.Count(plandiff.Moved), d.Count(plandiff.Removed), d.Count(plandiff.Unchanged), len(d.Rest))
	return err
}

func closes(c store.VersionChange, goal int64) bool {
	for _, g := range c.Closes {
		if g.ID == goal {
			return true
		}
	}
	return false
}

// marked writes what is gone as [-words-] and what is new as {+words+}.
func marked(parts []plandiff.Part) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		switch p.Op {
		case plandiff.Gone:
			out[i] = "[-" + p.Text + "-]"
		case plandiff.New:
			out[i] = "{+" + p.Text + "+}"
		default:
			out[i] = p.Text
		}
	}
	return strings.Join(out, " ")
}

// checkVersion says what is wrong with the flags of a new version.
func (o planFlags) checkVersion() error {
	if _, err := district.ParseDate(o.adopted); o.adopted != "" && err != nil {
		return usageError(fmt.Sprintf("--adopted %q is no date; write it as 2018-03-10", o.adopted))
	}
	switch {
	case o.plan < 0 || o.document < 0:
		return usageError("--plan and --document are numbers from 1")
	case o.plan == 0 && (o.adopted != "" || o.document != 0):
		return usageError("--adopted and --document are for a new version of a plan: say which with --plan")
	}
	return nil
}
