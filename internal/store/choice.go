package store

import (
	"context"
	"slices"
	"strings"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// A Choice is one thing that a parameter of an indicator can be: a post, a kind of meeting, a document.
type Choice struct {
	Type    measure.ParamType
	Value   string        // as a form posts it
	Name    string        // Swedish, as it stands in "så räknas målet" after "vi räknar": a plural for things that are counted
	Retired district.Date // from this day it is not offered any more; zero for never
}

// choiceSQL is what there is to choose of each type of parameter, as columns value, name and retired.
var choiceSQL = map[measure.ParamType]string{}

// registerChoices says what there is to choose of a type of parameter: a SELECT without parameters with the columns
// value (text), name (text) and retired (date, NULL for never), of a table that stays small. The order is that of the
// list:
//
//	var _ = registerChoices(measure.ParamMeetingKind, `SELECT id::text AS value, plural AS name, retired FROM meeting_kinds ORDER BY sort`)
func registerChoices(t measure.ParamType, sql string) bool {
	choiceSQL[t] = sql
	return true
}

var _ = registerChoices(measure.ParamPost, `SELECT id::text AS value, name, retired FROM posts ORDER BY sort, name COLLATE "sv-x-icu", id`)

// choicesSQL is all choices of all types.
func choicesSQL() string {
	var types []string
	for t := range choiceSQL {
		types = append(types, string(t))
	}
	slices.Sort(types)
	parts := make([]string, len(types))
	for i, t := range types {
		parts[i] = `SELECT '` + t + `' AS type, x.value, x.name, x.retired, x.ord FROM (
			SELECT y.*, row_number() OVER () AS ord FROM (` + choiceSQL[measure.ParamType(t)] + `) y) x`
	}
	return `SELECT z.type, z.value, z.name, z.retired FROM (` + strings.Join(parts, " UNION ALL ") + `) z ORDER BY z.type, z.ord`
}

// MeasureChoices returns what there is to choose of every type of parameter, in the order of lists, retired ones too.
func (s *Store) MeasureChoices(ctx context.Context) ([]Choice, error) {
	return readNow(ctx, s, func(r *Reads) *[]Choice { return r.MeasureChoices() })
}

// MeasureChoices is [Store.MeasureChoices] among others.
func (r *Reads) MeasureChoices() *[]Choice {
	return rowsOf[Choice](r, "list what measures can count", choicesSQL(), nil)
}

// choiceNames are the names of choices by type and value.
type choiceNames map[measure.ParamType]map[string]string

func namesOf(all []Choice) choiceNames {
	out := choiceNames{}
	for _, c := range all {
		if out[c.Type] == nil {
			out[c.Type] = map[string]string{}
		}
		out[c.Type][c.Value] = c.Name
	}
	return out
}

// name is the name of a value, "" when there is none.
func (n choiceNames) name(t measure.ParamType, value string) string { return n[t][value] }

// checkChoices says whether what a definition's parameters name exists; package measure cannot know.
func checkChoices(tx *db.Tx, def measure.Definition) error {
	ind, _ := measure.IndicatorByKey(def.Indicator)
	values := ind.Values(def.Params)
	if !slices.ContainsFunc(ind.Params, func(p measure.ParamSpec) bool { return p.Type.Chosen() && len(values[p.Name]) > 0 }) {
		return nil
	}
	all, err := db.List[Choice](tx, "list what measures can count", choicesSQL(), nil)
	if err != nil {
		return err
	}
	names := namesOf(all)
	var bad district.Invalid
	for _, p := range ind.Params {
		for _, v := range values[p.Name] {
			if p.Type.Chosen() && names.name(p.Type, v) == "" {
				bad.Add(p.Name, "Välj bland det som finns i listan.")
				break
			}
		}
	}
	return bad.Err()
}
