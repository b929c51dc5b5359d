package form

import "verkstad/internal/district"

const timeMessage = "Skriv en tid, till exempel 18.30."

// TimeOfDay reads a required time by the clock on the wall. It takes 18.30 and 18:30, 1830, 18 and kl. 18.30.
func (f *Form) TimeOfDay(name, label string) district.TimeOfDay {
	if f.line(name) == "" {
		f.say(name, label, timeMessage)
		return 0
	}
	t, _ := f.OptionalTimeOfDay(name, label)
	return t
}

// OptionalTimeOfDay is [Form.TimeOfDay] that may be empty: ok is false then, and when what is written is no time.
func (f *Form) OptionalTimeOfDay(name, label string) (t district.TimeOfDay, ok bool) {
	v := f.line(name)
	if v == "" {
		return 0, false
	}
	if t, ok = district.ParseTimeOfDay(v); !ok {
		f.say(name, label, timeMessage)
	}
	return t, ok
}
