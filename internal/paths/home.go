package paths

// GoalsWithStatus is the list of goals with any of the statuses, by the codes of package measure.
func GoalsWithStatus(codes ...string) string {
	s := Goals
	for _, c := range codes {
		s = With(s, "lage", c)
	}
	return s
}
