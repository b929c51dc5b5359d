package demo

import (
	"fmt"
	"slices"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// dividedFrom are the associations that were divided off from another on their first day, with the board member who
// moved over: invented.
var dividedFrom = map[string]struct{ from, area, who string }{
	"Nykvarn": {"Södertälje", "nykvarn", "Ledamot 1 Södertälje"},
}

// scheduleMerger schedules that somebody writes in the spring that one trade association will go up in another when the
// year is over: until then it can be called off. Its chair is to share the chair there.
func (l *loader) scheduleMerger() {
	const from, into, post = "Metallvänstern", "Byggvänstern", "associationChair"
	l.on(date("2018-04-09"), "decide on merging "+from, func() error {
		in := store.NewReorganisation{Kind: district.Merger, Day: date("2019-01-01"), From: []int64{l.units[from].id}, To: []store.Successor{{Unit: l.units[into].id}},
			Assignments: []store.CarriedAssignment{{ID: l.held[holding(from, post, l.posts[post].Name+" "+from)].id}}}
		_, err := l.s.Reorganise(l.ctx, l.office, db.OnceKey{}, everything, nil, in)
		return err
	})
}

// merge schedules that an association has gone up in another after a last day: the other works on in its areas, and its
// chair shares the chair there until the next annual meeting.
func (l *loader) merge(name, into string, last district.Date) {
	const post = "associationChair"
	who := l.posts[post].Name + " " + name
	l.on(last.AddDays(1), "merge "+name, func() error {
		in := store.NewReorganisation{Kind: district.Merger, Day: last.AddDays(1), From: []int64{l.units[name].id},
			To: []store.Successor{{Unit: l.units[into].id}}}
		covers, err := l.s.Covers(l.ctx, everything, l.units[name].id)
		if err != nil {
			return err
		}
		for _, c := range covers {
			in.Areas = append(in.Areas, store.CarriedArea{ID: c.ID, To: []int{0}})
		}
		if h, ok := l.held[holding(name, post, who)]; ok {
			in.Assignments = []store.CarriedAssignment{{ID: h.id}}
		}
		if _, err := l.s.Reorganise(l.ctx, l.office, db.OnceKey{}, everything, nil, in); err != nil {
			return err
		}
		return l.anew(into, post, who)
	})
	l.end(into, post, who, date("2018-02-18"))
}

// divide schedules that an association is divided off from another: it gets its area and one of the board's members.
func (l *loader) divide(a association, contacts []store.UnitContact) {
	const post = "boardMember"
	d, founded := dividedFrom[a.name], date(a.founded)
	l.hold(naming{unit: d.from, post: post, who: d.who, from: date("2016-02-20"), gender: genderOf(1)})
	l.on(founded, "divide "+d.from, func() error {
		in := store.NewReorganisation{Kind: district.Split, Day: founded, From: []int64{l.units[d.from].id}, Keep: true, To: []store.Successor{{Name: a.name}},
			Assignments: []store.CarriedAssignment{{ID: l.held[holding(d.from, post, d.who)].id}}}
		covers, err := l.s.Covers(l.ctx, everything, l.units[d.from].id)
		if err != nil {
			return err
		}
		for _, c := range covers {
			if c.AreaSlug == d.area {
				in.Areas = []store.CarriedArea{{ID: c.ID, To: []int{0}}}
			}
		}
		id, err := l.s.Reorganise(l.ctx, l.office, db.OnceKey{}, everything, nil, in)
		if err != nil {
			return err
		}
		r, err := l.s.Reorganisation(l.ctx, store.ReorganisationView{Scope: everything}, id)
		if err != nil {
			return err
		}
		l.units[a.name] = unit{r.To()[0].ID, 1}
		if err := l.edit(a.name, store.UnitEdit{MeetingPlace: &a.place, LocalIssue: &a.issue, Contacts: &contacts}); err != nil {
			return err
		}
		return l.anew(a.name, post, d.who)
	})
}

// anew finds the assignment of somebody that began anew in a unit.
func (l *loader) anew(name, post, who string) error {
	u, err := l.s.UnitPostsByID(l.ctx, store.PostScopes{See: everything, Names: everything, Edit: everything}, Start, l.units[name].id)
	if err != nil {
		return err
	}
	p, _ := u.Find(l.posts[post].ID)
	for _, a := range slices.Concat(p.Now, p.Next) {
		if a.PersonID == l.people[who] {
			l.held[holding(name, post, who)] = held{a.ID, a.Revision}
			return nil
		}
	}
	return fmt.Errorf("%s does not hold %s in %s", who, post, name)
}
