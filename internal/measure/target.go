package measure

import (
	"fmt"

	"verkstad/internal/district"
)

// TargetUnit says what the number of a target is. The value is the code in the database.
type TargetUnit string

// The units.
const (
	TargetAll     TargetUnit = "all"     // every unit; no number
	TargetCount   TargetUnit = "count"   // a number of units
	TargetPercent TargetUnit = "percent" // a share of the units that are counted that day
)

// A Target says how much is enough. The zero Target is everything.
type Target struct {
	Unit TargetUnit // "" is TargetAll
	N    int        // 0 with TargetAll
}

// All is the target of every unit.
func All() Target { return Target{Unit: TargetAll} }

// Needed returns how many of total units are enough. A percentage is rounded up: 90 % of 51 are 46. A number of units
// stays what people decided, also where there are fewer units than that.
func (t Target) Needed(total int) int {
	switch t.Unit {
	case TargetCount:
		return t.N
	case TargetPercent:
		return (total*t.N + 99) / 100
	}
	return total
}

// Check tells what is wrong with the target, as a *[district.Invalid] with the fields target and targetUnit.
func (t Target) Check() error {
	switch t.Unit {
	case "", TargetAll:
		if t.N != 0 {
			return district.NewInvalid("target", "Lämna antalet tomt när alla behövs.")
		}
	case TargetCount:
		if t.N <= 0 {
			return district.NewInvalid("target", "Skriv hur många som behövs, minst 1.")
		}
	case TargetPercent:
		if t.N <= 0 || t.N > 100 {
			return district.NewInvalid("target", "Skriv en andel mellan 1 och 100 procent.")
		}
	default:
		return district.NewInvalid("targetUnit", "Välj om målet är alla, ett antal eller en andel.")
	}
	return nil
}

// String returns the target in Swedish: "alla", "minst 8", "minst 90 %".
func (t Target) String() string {
	switch t.Unit {
	case TargetCount:
		return fmt.Sprintf("minst %d", t.N)
	case TargetPercent:
		return fmt.Sprintf("minst %d\u00a0%%", t.N)
	}
	return "alla"
}
