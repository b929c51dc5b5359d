// Package demo fills an empty database with a district that never was: associations, bodies, posts, people with the
// names of their functions, a plan with goals in every state, and one account for each role.
//
// It owns what the demo tells, in our own words, and the order in which it happened: everything is written through the
// store, on the days on which it would have been written, so that curves, histories and logs are made and not painted.
// The names of associations and municipalities are real, and so is in which municipalities the party governed from 2014
// to 2018; the rest is invented. It must not know requests or pages, and nothing but the command line calls it.
package demo

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// Start is the business day on which a demo begins, a Monday in the spring before the election.
var Start = district.MustDate("2018-04-16")

// officeDays are the days on which somebody sat down and wrote what had happened since the last of them. The first is
// the Monday after the conference that adopted the plan; the last is [Start].
var officeDays = []district.Date{
	district.MustDate("2017-02-20"), district.MustDate("2017-04-24"), district.MustDate("2017-06-12"),
	district.MustDate("2017-10-02"), district.MustDate("2017-12-18"), district.MustDate("2018-02-19"),
	district.MustDate("2018-03-12"), district.MustDate("2018-04-09"), Start,
}

// Load marks the database as a demo whose business day is [Start] and fills it, in one transaction: a load that is
// killed leaves nothing. A database that has accounts, or is a demo already, is refused with a [district.Invalid].
func Load(ctx context.Context, s *store.Store) error {
	hash := auth.HashPassword(Password)
	_, err := s.Together(ctx, db.CLI, db.OnceKey{}, func(s *store.Store) (int64, error) {
		if err := s.DB().MarkDemo(ctx, db.CLI, Start); err != nil {
			return 0, err
		}
		// Everything that the load remembers is made anew here, because a transaction may be tried again.
		l := &loader{ctx: ctx, s: s, passwordHash: hash, office: db.CLI,
			areas: map[string]int64{}, posts: map[string]store.Post{}, units: map[string]unit{}, people: map[string]int64{},
			held: map[string]held{}, actors: map[string]db.Actor{}, documents: map[string]int64{}, meetings: map[string]int64{},
			meetingKinds: map[string]int64{}}
		return 1, l.load()
	})
	return err
}

// A loader is one load: what it has made so far, by the names that the data of the demo uses, and what is still to
// happen.
type loader struct {
	ctx          context.Context
	s            *store.Store
	passwordHash string
	office       db.Actor // who writes what nobody else does: the office, once it has an account

	areas  map[string]int64 // by slug
	posts  map[string]store.Post
	units  map[string]unit     // by name
	people map[string]int64    // by name
	held   map[string]held     // assignments, by what [holding] makes of person and post
	actors map[string]db.Actor // accounts, by e-mail address

	documents map[string]int64 // by name
	meetings  map[string]int64 // by the names that the demo gives them

	meetingKinds map[string]int64 // those that ask questions afterwards, by key

	questions   map[string]store.Questionnaire // by key
	recordKinds map[string]store.RecordKind    // by key

	events []event // by day
	next   int     // the first that has not happened
}

// A unit is a unit as the load knows it.
type unit struct {
	id       int64
	revision int
}

// A held is an assignment as the load knows it.
type held struct {
	id       int64
	revision int
}

// An event is something that happened on a day and is written on the first office day from then on.
type event struct {
	day  district.Date
	what string
	do   func() error
}

// before is the day of what was there before anything else happened: it is written first on the first office day.
var before district.Date

// on schedules something. Events of one day happen in the order in which they were scheduled. What is scheduled while
// others happen, for a day that has been, is next.
func (l *loader) on(day district.Date, what string, do func() error) {
	coming := l.events[l.next:]
	at := sort.Search(len(coming), func(i int) bool { return coming[i].day.After(day) })
	l.events = slices.Insert(l.events, l.next+at, event{day, what, do})
}

func (l *loader) load() error {
	if err := l.readReference(); err != nil {
		return err
	}
	for _, schedule := range []func() error{
		l.scheduleOffice, l.schedulePositions, l.scheduleAssociations, l.scheduleBodies, l.scheduleAccounts, l.schedulePlan, l.scheduleDocuments, l.scheduleMeetings,
		l.scheduleFollowUps, l.scheduleAssessments, l.scheduleRecords, l.scheduleCounts,
	} {
		if err := schedule(); err != nil {
			return err
		}
	}
	return l.run()
}

// run lets everything happen, day by day, and ends on [Start].
func (l *loader) run() error {
	for _, day := range officeDays {
		if err := l.s.DB().MoveDay(l.ctx, db.CLI, db.OnceKey{}, day); err != nil {
			return err
		}
		for l.next < len(l.events) && !l.events[l.next].day.After(day) {
			e := l.events[l.next]
			l.next++
			if err := e.do(); err != nil {
				return fmt.Errorf("%s on %s: %w", e.what, e.day, err)
			}
		}
	}
	if l.next < len(l.events) {
		return fmt.Errorf("%s on %s is after the demo begins", l.events[l.next].what, l.events[l.next].day)
	}
	return nil
}

// readReference reads what the migrations have put there.
func (l *loader) readReference() error {
	posts, err := l.s.Posts(l.ctx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		l.posts[p.Key] = p
	}
	areas, err := l.s.Areas(l.ctx, Start, district.AreaCounty, district.AreaMunicipality, district.AreaCityDistrict)
	if err != nil {
		return err
	}
	for _, a := range areas {
		l.areas[a.Slug] = a.ID
	}
	return l.readCounted()
}

// createUnit adds a unit.
func (l *loader) createUnit(in store.NewUnit, areas ...string) error {
	for _, slug := range areas {
		id, ok := l.areas[slug]
		if !ok {
			return fmt.Errorf("unit %s covers %s, which is no area", in.Name, slug)
		}
		in.Areas = append(in.Areas, id)
	}
	id, err := l.s.CreateUnit(l.ctx, l.office, db.OnceKey{}, in)
	if err != nil {
		return fmt.Errorf("unit %s: %w", in.Name, err)
	}
	l.units[in.Name] = unit{id, 1}
	return nil
}

// unit returns the id of a unit by name.
func (l *loader) unit(name string) (int64, error) {
	u, ok := l.units[name]
	if !ok {
		return 0, fmt.Errorf("there is no unit %s yet", name)
	}
	return u.id, nil
}

// everything is the scope of the load, which is the program itself.
var everything = authz.Everything

// date reads a day of the demo's data; "" is no date.
func date(s string) district.Date {
	if s == "" {
		return district.Date{}
	}
	return district.MustDate(s)
}
