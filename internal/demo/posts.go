package demo

import (
	"fmt"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// What has happened to a post in a unit is told in one letter. The days are those on which the unit chooses people:
// three in a row, mostly the annual meetings of 2016, 2017 and 2018.
const (
	unknown    = '-' // nobody has said anything
	notNeeded  = '.' // the unit need not have the post
	steady     = 's' // held since the first day
	changed17  = 'a' // held since the first day by one, since the second by another
	changed18  = 'b' // held since the first day by one, since the third by another
	changed    = 'c' // somebody new on every day
	since17    = 'm' // held since the second day; nothing is known of before
	since18    = 'n' // held since the third day; nothing is known of before
	shared     = 'd' // held since the second day by two together
	treasurers = 'k' // held since the second day by the one who is the treasurer
	ending     = 'e' // held since the second day, with a last day within two months and nobody to follow
	followed   = 'f' // held since the second day, with a last day in May and somebody who follows the day after
	left       = 'v' // held since the second day by somebody who has left; vacant
	vacant     = 'w' // somebody has stated that it is vacant
	filled18   = 'u' // stated vacant in the autumn of 2017, held since the third day
	mistaken   = 't' // held since the third day; another person was entered by mistake and struck
	coming     = 'x' // somebody will hold it from May; nothing is known of before
)

// A story is what happened to one post in one unit.
type story struct {
	unit  string
	short string // how the unit is called in people's names
	post  string // key
	title string // how the post is called in people's names; "" for its own name
	days  [3]district.Date
	kind  byte
	index int // of the unit among its like, for what differs without meaning
}

// holding is the name of an assignment in the load.
func holding(unit, post, person string) string { return unit + "/" + post + "/" + person }

// tell schedules what a story says.
func (l *loader) tell(s story) error {
	if s.title == "" {
		s.title = l.posts[s.post].Name
	}
	who := func(n int) string {
		if n == 1 {
			return s.title + " " + s.short
		}
		return fmt.Sprintf("%s %s %d", s.title, s.short, n)
	}
	hold := func(n int, from, last district.Date, replace ...string) {
		l.hold(naming{unit: s.unit, post: s.post, who: who(n), from: from, last: last, replace: replace, gender: genderOf(s.index + n)})
	}
	first, second, third := s.days[0], s.days[1], s.days[2]
	none := district.Date{}
	soon := date("2018-05-05").AddDays(7 * (s.index % 6))
	autumn := date("2017-09-24").AddDays(s.index % 8)
	switch s.kind {
	case unknown, notNeeded:
	case steady:
		hold(1, first, none)
	case changed17:
		hold(1, first, none)
		hold(2, second, none, who(1))
	case changed18:
		hold(1, first, none)
		hold(2, third, none, who(1))
	case changed:
		hold(1, first, none)
		hold(2, second, none, who(1))
		hold(3, third, none, who(2))
	case since17:
		hold(1, second, none)
	case since18:
		hold(1, third, none)
	case shared:
		hold(1, second, none)
		hold(2, second, none)
	case treasurers:
		l.hold(naming{unit: s.unit, post: s.post, who: l.posts["treasurer"].Name + " " + s.short, from: second, known: true})
	case ending:
		hold(1, second, soon)
	case followed:
		hold(1, second, soon)
		l.hold(naming{unit: s.unit, post: s.post, who: who(2), from: soon.AddDays(1), written: third})
	case left:
		hold(1, second, none)
		last := third.AddDays(-1)
		if s.index%2 == 0 {
			last = date("2017-11-30")
		}
		l.end(s.unit, s.post, who(1), last)
	case vacant:
		since := third
		if s.index%2 == 1 {
			since = autumn
		}
		l.vacant(s.unit, s.post, since)
	case filled18:
		l.vacant(s.unit, s.post, autumn)
		hold(1, third, none)
	case mistaken:
		hold(1, third, none)
		l.strike(s.unit, s.post, who(1), third, "Den personen hör till en annan förening.")
		hold(2, third, none)
	case coming:
		l.hold(naming{unit: s.unit, post: s.post, who: who(1), from: soon, written: third})
	default:
		return fmt.Errorf("post %s in %s: no story %q", s.post, s.unit, s.kind)
	}
	return nil
}

// genderOf spreads what people have volunteered: two of five have not said anything.
func genderOf(n int) district.Gender {
	return []district.Gender{"", district.GenderWoman, district.GenderMan, district.GenderWoman, ""}[n%5]
}

// A naming names somebody in a post.
type naming struct {
	unit, post string
	who        string // a person by name: a new one, or one that the load knows when known is set
	known      bool
	from, last district.Date
	written    district.Date // zero: when it begins
	replace    []string      // persons whose assignments to the post end the day before
	gender     district.Gender
	contacts   []store.Contact
}

// hold schedules that somebody is named.
func (l *loader) hold(n naming) {
	day := n.written
	if day.IsZero() {
		day = n.from
	}
	l.on(day, "name "+n.who, func() error {
		u, err := l.unit(n.unit)
		if err != nil {
			return err
		}
		post, ok := l.posts[n.post]
		if !ok {
			return fmt.Errorf("there is no post %s", n.post)
		}
		in := store.NewAssignment{Unit: u, Post: post.ID, From: n.from, Last: n.last, Gender: n.gender, Contacts: n.contacts, AnyPerson: true}
		if n.known {
			if in.Person, ok = l.people[n.who]; !ok {
				return fmt.Errorf("there is nobody called %s yet", n.who)
			}
		} else {
			in.NewName, in.Contacts = n.who, append(in.Contacts, l.contactsOf(n)...)
		}
		for _, who := range n.replace {
			in.Replace = append(in.Replace, l.held[holding(n.unit, n.post, who)].id)
		}
		id, err := l.s.Assign(l.ctx, l.writer(n.unit), db.OnceKey{}, everything, in)
		if err != nil {
			return err
		}
		l.held[holding(n.unit, n.post, n.who)] = held{id, 1}
		if !n.known {
			a, err := l.s.Assignment(l.ctx, everything, id)
			if err != nil {
				return err
			}
			l.people[n.who] = a.PersonID
		}
		return nil
	})
}

// contactsOf makes up how somebody who speaks for a unit can be reached. The numbers are of the series that the Swedish
// Post and Telecom Authority has set aside for fiction, 070-174 06 05 to 99.
func (l *loader) contactsOf(n naming) []store.Contact {
	if n.post != "associationChair" && n.post != "convenor" && n.post != "groupLeader" {
		return nil
	}
	k := len(l.people)
	out := []store.Contact{{Kind: district.ContactEmail, Value: address(n.who, "example.org"), Visibility: district.VisibleDistrict}}
	if k%3 != 0 {
		out = append(out, store.Contact{Kind: district.ContactPhone, Value: fmt.Sprintf("070-174 06 %02d", 5+k%95), Visibility: district.VisibleUnit})
	}
	return out
}

// writer is who writes about a unit: its chair, where the chair has an account, otherwise the office on its behalf.
func (l *loader) writer(name string) db.Actor {
	for _, a := range logins {
		if actor, ok := l.actors[a.Email]; ok && a.writes == name {
			return actor
		}
	}
	actor := l.office
	if u, ok := l.units[name]; ok && actor.Kind == db.ByAccount {
		actor.OnBehalfOf = u.id
	}
	return actor
}

// end schedules that somebody's last day in a post has been.
func (l *loader) end(unit, post, who string, last district.Date) {
	l.on(last.AddDays(1), "end "+who, func() error {
		key := holding(unit, post, who)
		h := l.held[key]
		h.revision++
		l.held[key] = h
		return l.s.EndAssignment(l.ctx, l.writer(unit), db.OnceKey{}, everything, h.id, h.revision-1, last)
	})
}

// strike schedules that an assignment turns out to be a mistake.
func (l *loader) strike(unit, post, who string, day district.Date, reason string) {
	l.on(day, "strike "+who, func() error {
		key := holding(unit, post, who)
		h := l.held[key]
		h.revision++
		l.held[key] = h
		return l.s.StrikeAssignment(l.ctx, l.writer(unit), db.OnceKey{}, everything, h.id, h.revision-1, reason)
	})
}

// vacant schedules that somebody states a post vacant.
func (l *loader) vacant(name, post string, since district.Date) {
	l.on(since, "state vacant in "+name, func() error {
		u, err := l.unit(name)
		if err != nil {
			return err
		}
		_, err = l.s.StateVacant(l.ctx, l.writer(name), db.OnceKey{}, everything, u, l.posts[post].ID, since)
		return err
	})
}
