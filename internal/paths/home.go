package paths

// GoalsWithStatus is the list of goals with any of the statuses, by their names in addresses: see measure.Code.Slug.
func GoalsWithStatus(slugs ...string) string {
	s := Goals
	for _, c := range slugs {
		s = With(s, "lage", c)
	}
	return s
}
