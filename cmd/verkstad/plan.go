package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"verkstad/internal/config"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/docread"
	"verkstad/internal/pages/plans"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

const planUsage = "plan import [--dry-run] [--json] [--kind KIND] [--from DATE --to DATE] [--again] FILE    (- is standard input)\n" +
	"       plan import --plan ID --adopted DATE [--document N] [--dry-run] FILE    (a new version of a plan)"

// planBytes is one more than the largest file that is read, so that a larger one is known to be too large.
const planBytes = docread.MaxBytes + 1

// planFlags are what the command line says about a plan that its text does not.
type planFlags struct {
	dryRun, asJSON, again bool
	kind                  string
	from, to              string

	plan     int64 // that the text is a new version of; 0 for a text that becomes plans of its own
	document int   // of the text, from 1; 0 for the likeliest
	adopted  string
}

func runPlan(ctx context.Context, args []string, e env) error {
	if len(args) == 0 || args[0] == "-h" || args[0] == "--help" || args[0] == "-help" {
		var o planFlags
		fs := planFlagSet(&o, e)
		if len(args) > 0 {
			fs.SetOutput(e.out)
			fs.Usage()
			return nil
		}
		fs.Usage()
		return usageError("say what to do with a plan: import FILE")
	}
	if args[0] != "import" {
		return usageError(fmt.Sprintf("plan does not know %q; it knows import", args[0]))
	}
	return importPlan(ctx, args[1:], e)
}

func planFlagSet(o *planFlags, e env) *flag.FlagSet {
	fs := flags("plan import", planUsage, e)
	fs.BoolVar(&o.dryRun, "dry-run", false, "only print what would be proposed; needs no database")
	fs.BoolVar(&o.asJSON, "json", false, "print one JSON object per finding")
	fs.StringVar(&o.kind, "kind", "", "operationalPlan, electionStrategy, epStrategy or other; for a document whose kind the text does not say, and for the only one of a file")
	fs.StringVar(&o.from, "from", "", "first day of the period, 2017-03-12, where the text does not say it")
	fs.StringVar(&o.to, "to", "", "last day of the period, where the text does not say it")
	fs.BoolVar(&o.again, "again", false, "import a text that has been imported before once more")
	fs.Int64Var(&o.plan, "plan", 0, "number of the plan that the text is a new version of; with --dry-run only print what it would change")
	fs.StringVar(&o.adopted, "adopted", "", "day on which the new version was adopted, 2018-03-10")
	fs.IntVar(&o.document, "document", 0, "which document of the text is the new version, from 1; the likeliest when left out")
	return fs
}

func importPlan(ctx context.Context, args []string, e env) error {
	var o planFlags
	fs := planFlagSet(&o, e)
	if err := parse(fs, args, e, 1, 1); err != nil {
		return unlessHelp(err)
	}
	if err := o.check(); err != nil {
		return err
	}
	file := fs.Arg(0)
	data, err := readPlanFile(file, e)
	if err != nil {
		return err
	}
	text, err := plans.ReadSource(ctx, data)
	if err != nil {
		return fmt.Errorf("%s: %w", file, readable(err))
	}
	src, err := planimport.Parse(text, planimport.Options{})
	if err != nil {
		return fmt.Errorf("%s: %w", file, readable(err))
	}
	if o.plan != 0 {
		return importVersion(ctx, o, file, data, src, e)
	}
	if o.dryRun {
		if o.asJSON {
			return planimport.WriteJSON(e.out, src)
		}
		return printPlan(e.out, src, o)
	}
	made, err := o.plans(src)
	if err != nil {
		return err
	}
	return with(ctx, e, func(cfg config.Config, opened *opened) error {
		first, err := storePlans(ctx, store.New(opened.db), name(file), data, made, o.again)
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
		for _, p := range made {
			fmt.Fprintf(report, "imported %q, %s to %s: %d findings wait for a decision\n", p.Name, p.Period.From, p.Period.Last(), len(p.Findings))
		}
		fmt.Fprintf(report, "Nothing is a goal yet. Review them at %s%s\n", strings.TrimSuffix(cfg.BaseURL.String(), "/"), paths.ReviewPlan(first))
		return nil
	})
}

// check says what is wrong with the flags themselves.
func (o planFlags) check() error {
	if o.kind != "" && district.PlanKind(o.kind).Name() == "" {
		return usageError(fmt.Sprintf("--kind %q is none of operationalPlan, electionStrategy, epStrategy, other", o.kind))
	}
	for _, f := range []struct{ name, value string }{{"--from", o.from}, {"--to", o.to}} {
		if _, err := parseDay(f.value); err != nil {
			return usageError(fmt.Sprintf("%s %q is no date; write it as 2017-03-12", f.name, f.value))
		}
	}
	return o.checkVersion()
}

func parseDay(s string) (district.Date, error) {
	if s == "" {
		return district.Date{}, nil
	}
	return district.ParseDate(s)
}

// plans makes plans of the documents. What the text leaves open must be in the flags.
func (o planFlags) plans(src *planimport.Source) ([]store.NewPlan, error) {
	from, err := parseDay(o.from)
	if err != nil {
		return nil, err
	}
	last, err := parseDay(o.to)
	if err != nil {
		return nil, err
	}
	var (
		out     []store.NewPlan
		lacking []string
	)
	for i, d := range src.Documents {
		p, err := store.PlanOf(src, i)
		if err != nil {
			return nil, err
		}
		if o.kind != "" && (len(src.Documents) == 1 || d.Kind == planimport.OtherDocument) {
			p.Kind = district.PlanKind(o.kind)
		}
		if p.Period.From.IsZero() {
			p.Period.From = from
		}
		if p.Period.Until.IsZero() && !last.IsZero() {
			p.Period.Until = last.AddDays(1)
		}
		switch {
		case p.Period.From.IsZero() && p.Period.Until.IsZero():
			lacking = append(lacking, fmt.Sprintf("%q (line %d) says no period: give --from and --to", p.Name, d.StartLine))
		case p.Period.From.IsZero():
			lacking = append(lacking, fmt.Sprintf("%q (line %d) says only its last day, %s: give --from", p.Name, d.StartLine, p.Period.Last()))
		case p.Period.Until.IsZero():
			lacking = append(lacking, fmt.Sprintf("%q (line %d) says only its first day, %s: give --to", p.Name, d.StartLine, p.Period.From))
		case p.Period.IsEmpty():
			lacking = append(lacking, fmt.Sprintf("%q (line %d) would end %s, before it begins %s: give other days, or upload the text on the site and set the days of each document there",
				p.Name, d.StartLine, p.Period.Last(), p.Period.From))
		}
		out = append(out, p)
	}
	if len(lacking) > 0 {
		return nil, errors.New("the period is not known: " + strings.Join(lacking, "; ") + ". For example --from 2017-03-12 --to 2019-03-10")
	}
	return out, nil
}

// storePlans keeps the text and its plans, all or nothing, and returns the id of the first plan.
func storePlans(ctx context.Context, s *store.Store, name string, data []byte, made []store.NewPlan, again bool) (int64, error) {
	return s.Together(ctx, db.CLI, db.OnceKey{}, func(s *store.Store) (int64, error) {
		source, err := s.AddSource(ctx, db.CLI, db.OnceKey{}, name, data)
		if err != nil {
			return 0, err
		}
		before, err := s.PlansOfSource(ctx, source)
		if err != nil {
			return 0, err
		}
		if len(before) > 0 && !again {
			return 0, fmt.Errorf("this text was imported before, as plan %d, %q; say --again to import it once more", before[0].ID, before[0].Name)
		}
		return s.SplitSource(ctx, db.CLI, db.OnceKey{}, source, made)
	})
}

func readPlanFile(file string, e env) ([]byte, error) {
	var r io.Reader = e.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	data, err := io.ReadAll(io.LimitReader(r, planBytes))
	if err != nil {
		return nil, fmt.Errorf("read the plan: %w", err)
	}
	return data, nil
}

// name is what the source is called on the site.
func name(file string) string {
	if file == "-" {
		return "Inläst text"
	}
	return filepath.Base(file)
}

// readable is the sentence of an error that people can mend.
func readable(err error) error {
	var bad *planimport.InputError
	if errors.As(err, &bad) {
		return errors.New(bad.Message)
	}
	return err
}

// printPlan prints for people what an import would propose.
func printPlan(w io.Writer, src *planimport.Source, o planFlags) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "document\tlines\tkind\tperiod\tformal goals\tcommitments\n")
	kinds := map[planimport.FindingKind]int{}
	for i, d := range src.Documents {
		of := map[planimport.FindingKind]int{}
		for _, f := range src.Findings {
			if f.Document == i {
				of[f.Kind]++
				kinds[f.Kind]++
			}
		}
		first, last := known(d.Period.First, o.from), known(d.Period.Last, o.to)
		fmt.Fprintf(t, "%s\t%d–%d\t%s\t%s – %s\t%d\t%d\n", d.Title, d.StartLine, d.EndLine, d.Kind, first, last, of[planimport.Formal], of[planimport.Commitment])
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("print plan: %w", err)
	}
	section := ""
	for i, f := range src.Findings {
		if in := strings.Join(append([]string{src.Documents[f.Document].Title}, f.SectionPath...), " › "); in != section {
			section = in
			fmt.Fprintf(w, "\n== %s\n", section)
		}
		fmt.Fprintf(w, "\n%d. %s\n", i+1, f.Sentence)
		fmt.Fprintf(w, "   %s\n", findingText(f))
		fmt.Fprintf(w, "   why: %s\n", f.Reason)
		fmt.Fprintf(w, "   measure: %s\n   %s\n", measureText(f.Measure), f.Measure.Reason)
	}
	fmt.Fprintf(w, "\n%d findings: %d formal goals, %d commitments in running text. This is a dry run: nothing is stored.\n",
		len(src.Findings), kinds[planimport.Formal], kinds[planimport.Commitment])
	return nil
}

// findingText says on one line what kind of promise a finding is, whose and how firm.
func findingText(f planimport.Finding) string {
	parts := []string{string(f.Kind)}
	if f.Kind != planimport.Formal {
		parts = append(parts, f.Class)
	}
	if f.Responsible != "" {
		parts = append(parts, "by "+f.Responsible)
	}
	if f.Wording != "" {
		parts = append(parts, f.Wording)
	}
	return strings.Join(parts, ", ")
}

func known(said, given string) string {
	switch {
	case said != "":
		return said
	case given != "":
		return given
	}
	return "?"
}

// measureText writes a proposed measure on one line.
func measureText(m planimport.Measure) string {
	parts := []string{string(m.Kind)}
	if m.Target != nil {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("target %d %s", *m.Target, m.TargetUnit)))
	}
	if m.Each != nil {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("each %d %s", m.Each.Count, m.Each.Per)))
	}
	for _, p := range []struct{ name, value string }{{"per", m.Per}, {"of", m.Population}, {"posts", strings.Join(m.Posts, ", ")}, {"contents", strings.Join(m.Contents, ", ")}, {"not before", m.Earliest}, {"due", m.Due}} {
		if p.value != "" {
			parts = append(parts, p.name+" "+p.value)
		}
	}
	return strings.Join(parts, ", ")
}
