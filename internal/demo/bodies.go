package demo

import (
	"fmt"
	"unicode"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
)

// The names of bodies that the rest of the demo speaks of.
const (
	theDistrict   = "Partidistriktet Storstockholm"
	theBoard      = "Distriktsstyrelsen"
	theCampaign   = "Valledningen"
	theOperations = "Operativa gruppen"
	theInfoGroup  = "Infogruppen"
	theCounty     = "Landstingsgruppen"
	theCityHall   = "Stadshusgruppen"
	studies       = "Studieutskottet"
	union         = "Fackliga utskottet"
	feminist      = "Feministiska utskottet"
	antiracist    = "Antirasistiska utskottet"
	climate       = "Klimat- och miljöutskottet"
	housing       = "Bostadsutskottet"
	health        = "Landstingspolitiska utskottet"
	schools       = "Skolutskottet"
)

// bodies are the units that are not associations, besides the municipal groups. The letter is the story of the post
// that such a unit must have, if any.
var bodies = []struct {
	name    string
	kind    district.UnitKind
	founded string
	purpose string
	post    string
	story   byte
}{
	{theDistrict, district.KindDistrict, "", "Håller ihop föreningarna i länet.", "", notNeeded},
	{theBoard, district.KindDistrictBoard, "", "Leder distriktet mellan årskonferenserna.", "", notNeeded},
	{theCampaign, district.KindCampaignLeadership, "2017-06-01", "Bestämmer om valrörelsens budskap och prioriteringar.", "", notNeeded},
	{theOperations, district.KindOperationsGroup, "2017-09-01", "Sköter det praktiska i valrörelsen: turné, stugor, material och utskick.", "", notNeeded},
	{theInfoGroup, district.KindInfoGroup, "2017-09-01", "Håller ihop det som kanslierna säger i medierna.", "", notNeeded},
	{theCounty, district.KindCountyCouncilGroup, "", "De som sitter i landstinget.", "groupLeader", steady},
	{theCityHall, district.KindCityHallGroup, "", "De som sitter i Stockholms kommunfullmäktige.", "groupLeader", steady},
	{"Riksdagsgruppen", district.KindParliamentaryGroup, "", "Länets riksdagsledamöter.", "", notNeeded},

	{studies, district.KindCommittee, "", "Ordnar cirklar och utbildar handledare.", "convenor", steady},
	{union, district.KindCommittee, "", "Samlar dem som är aktiva i facket och stöder branschföreningarna.", "convenor", changed17},
	{feminist, district.KindCommittee, "", "Driver feministiska frågor utåt och inåt, och stöder dem som är internfeministiskt ansvariga.", "convenor", changed18},
	{antiracist, district.KindCommittee, "", "Arbetar mot rasism tillsammans med andra.", "convenor", steady},
	{climate, district.KindCommittee, "", "Håller i politiken för länets omställning.", "convenor", shared},
	{housing, district.KindCommittee, "2017-09-01", "Samlar dem som arbetar med bostäder i kommunerna.", "convenor", steady},
	{health, district.KindCommittee, "", "Bereder programmet för landstinget.", "convenor", since17},
	{schools, district.KindCommittee, "", "Håller ihop skolpolitiken mellan kommunerna.", "convenor", left},
	{"Kulturnätverket", district.KindNetwork, "", "För den som arbetar med kultur eller längtar efter mer av den.", "convenor", since18},
	{"Seniornätverket", district.KindNetwork, "", "För den som har tid på dagen.", "convenor", steady},
	{"Nätverket för funktionsrätt", district.KindNetwork, "", "Arbetar för att alla ska komma fram och komma in.", "convenor", unknown},
	{"EU-nätverket", district.KindNetwork, "", "Läser på inför valet till Europaparlamentet.", "convenor", unknown},
}

// municipalGroups are the municipalities that have a group, as area and as name, with the story of its leader.
var municipalGroups = []struct {
	slug, name string
	story      byte
}{
	{"botkyrka", "Botkyrka", steady}, {"danderyd", "Danderyd", unknown}, {"ekero", "Ekerö", steady}, {"haninge", "Haninge", steady},
	{"huddinge", "Huddinge", changed18}, {"jarfalla", "Järfälla", steady}, {"lidingo", "Lidingö", steady}, {"nacka", "Nacka", changed17},
	{"norrtalje", "Norrtälje", steady}, {"nykvarn", "Nykvarn", vacant}, {"nynashamn", "Nynäshamn", steady}, {"salem", "Salem", steady},
	{"sigtuna", "Sigtuna", steady}, {"sollentuna", "Sollentuna", changed18}, {"solna", "Solna", steady}, {"sundbyberg", "Sundbyberg", steady},
	{"sodertalje", "Södertälje", steady}, {"tyreso", "Tyresö", steady}, {"taby", "Täby", unknown}, {"upplands-bro", "Upplands-Bro", steady},
	{"upplands-vasby", "Upplands Väsby", steady}, {"vallentuna", "Vallentuna", left}, {"vaxholm", "Vaxholm", unknown},
	{"varmdo", "Värmdö", steady}, {"osteraker", "Österåker", since17},
}

// scheduleOffice schedules the district itself, so that there is something for the office to belong to.
func (l *loader) scheduleOffice() error {
	l.on(before, "add the district", func() error {
		return l.createUnit(store.NewUnit{Kind: district.KindDistrict, Name: theDistrict, Purpose: bodies[0].purpose, Contacts: []store.UnitContact{
			{Kind: district.ContactPhone, Value: "08-465 004 90", Published: true},
			{Kind: district.ContactEmail, Value: "kansliet@example.org", Published: true}}})
	})
	l.scheduleLogin(before, logins[0])
	// There is no kind of post for those who propose who is to be elected: the office has added one.
	l.on(before, "add a kind of post", func() error {
		id, err := l.s.CreatePost(l.ctx, l.office, db.OnceKey{}, store.PostInput{Name: nominator})
		if err != nil {
			return err
		}
		l.posts[nominatorKey], err = l.s.Post(l.ctx, id)
		return err
	})
	return nil
}

// A kind of post that the demo's office has added.
const (
	nominator    = "Ledamot i valberedningen"
	nominatorKey = "ledamotIValberedningen"
)

// scheduleBodies schedules boards, committees, networks and groups, and who leads them.
func (l *loader) scheduleBodies() error {
	for i, b := range bodies[1:] {
		founded := date(b.founded)
		var areas []string
		if b.kind == district.KindCityHallGroup {
			areas = []string{"stockholm"}
		}
		l.on(founded, "add "+b.name, func() error {
			return l.createUnit(store.NewUnit{Kind: b.kind, Name: b.name, Founded: founded, Purpose: b.purpose, Contacts: bodyContacts(b.name, i)}, areas...)
		})
		days := [3]district.Date{date("2016-04-02"), date("2017-04-08"), date("2018-03-24")}
		for k, d := range days {
			if d.Before(founded) {
				days[k] = founded
			}
		}
		if err := l.tell(story{unit: b.name, short: lowerFirst(b.name), post: b.post, days: days, kind: b.story, index: i}); err != nil {
			return err
		}
	}
	for i, g := range municipalGroups {
		name := "Kommunala gruppen i " + g.name
		l.on(before, "add "+name, func() error {
			return l.createUnit(store.NewUnit{Kind: district.KindMunicipalGroup, Name: name,
				Purpose: "De som sitter i fullmäktige och nämnder i " + g.name + "."}, g.slug)
		})
		days := [3]district.Date{date("2014-12-01"), date("2017-01-30"), date("2018-01-22")}
		if err := l.tell(story{unit: name, short: g.name, post: "groupLeader", days: days, kind: g.story, index: i}); err != nil {
			return err
		}
	}
	l.scheduleSeats()
	return nil
}

// bodyContacts makes up how a body can be reached.
func bodyContacts(name string, index int) []store.UnitContact {
	out := []store.UnitContact{{Kind: district.ContactEmail, Value: address(name, "example.org"), Published: index%4 != 3}}
	if index%5 == 0 {
		out = append(out, store.UnitContact{Kind: district.ContactPhone, Value: fmt.Sprintf("08-465 004 %02d", 60+index)})
	}
	return out
}

// lowerFirst begins a name with a small letter, within another name; an abbreviation stays.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// scheduleSeats schedules the seats of the boards and groups of the district.
func (l *loader) scheduleSeats() {
	conference := date("2017-02-19")
	seat := func(unit, post, who string, from, last district.Date) {
		l.hold(naming{unit: unit, post: post, who: who, from: from, last: last, gender: genderOf(len(l.events))})
	}
	none := district.Date{}
	seat(theBoard, "districtChair", "Distriktsordförande", conference, none)
	seat(theBoard, "viceChair", "Vice ordförande distriktsstyrelsen", conference, none)
	seat(theBoard, "treasurer", "Kassör distriktsstyrelsen", conference, none)
	for n := 1; n <= 6; n++ {
		seat(theBoard, "boardMember", fmt.Sprintf("Ledamot %d distriktsstyrelsen", n), conference, none)
	}
	l.end(theBoard, "boardMember", "Ledamot 5 distriktsstyrelsen", date("2017-11-12"))
	seat(theDistrict, "auditor", "Revisor 1", conference, none)
	seat(theDistrict, "auditor", "Revisor 2", conference, none)
	seat(theDistrict, nominatorKey, "Ledamot 1 valberedningen", conference, date("2019-03-31"))
	seat(theDistrict, nominatorKey, "Ledamot 2 valberedningen", conference, date("2019-03-31"))
	// The chair of the district leads the campaign. Who had the seat of a smaller municipality has left; of the one for
	// the parliamentary group nobody has said anything.
	seat("Botkyrka", "boardMember", "Ledamot för en större kommun", date("2017-03-04"), none)
	for _, s := range []struct{ post, who string }{{"campaignChair", "Distriktsordförande"}, {"campaignSeatBoard", "Ledamot 2 distriktsstyrelsen"},
		{"campaignSeatCounty", "Gruppledare landstingsgruppen"}, {"campaignSeatCity", "Gruppledare stadshusgruppen"},
		{"campaignSeatLarger", "Ledamot för en större kommun"}} {
		l.hold(naming{unit: theCampaign, post: s.post, who: s.who, known: true, from: date("2017-06-10")})
	}
	seat(theCampaign, "campaignSeatSmaller", "Ledamot för en mindre kommun", date("2017-06-10"), none)
	l.end(theCampaign, "campaignSeatSmaller", "Ledamot för en mindre kommun", date("2018-02-28"))
	seat(theOperations, "convenor", "Sammankallande operativa gruppen", date("2017-09-01"), none)
	seat(theOperations, "committeeMember", "Ledamot operativa gruppen", date("2017-09-01"), none)
	seat(theInfoGroup, "convenor", "Sammankallande infogruppen", date("2017-09-01"), none)
	seat(theInfoGroup, "pressSecretary", "Pressekreterare landstinget", date("2017-09-01"), none)
	seat(theInfoGroup, "pressSecretary", "Pressekreterare staden", date("2017-10-15"), date("2018-05-31"))
	for i, name := range []string{studies, union, feminist, climate} {
		seat(name, "committeeMember", "Ledamot 1 "+lowerFirst(name), date("2017-04-08").AddDays(i), none)
		seat(name, "committeeMember", "Ledamot 2 "+lowerFirst(name), date("2017-10-07").AddDays(i), none)
	}
}

// governed are the municipalities where the party governs, and since when.
var governed = []struct{ slug, before, from, source string }{
	{"stockholm", "2006-10-15", "2014-10-15", "Kommunfullmäktige i Stockholm efter valet 2014"},
	{"upplands-vasby", "2006-10-15", "2014-10-15", "Kommunfullmäktige i Upplands Väsby efter valet 2014"},
	{"botkyrka", "", "2014-10-15", "Kommunfullmäktige i Botkyrka efter valet 2014"},
	{"sodertalje", "", "2014-10-15", "Uppgift till demon; behöver kontrolleras"},
}

// inOpposition are the other municipalities of which it is stated. Nykvarn, Salem and Vaxholm are left unknown.
var inOpposition = []string{"vallentuna", "osteraker", "varmdo", "jarfalla", "ekero", "huddinge", "haninge", "tyreso", "upplands-bro",
	"taby", "danderyd", "sollentuna", "nacka", "sundbyberg", "solna", "lidingo", "norrtalje", "sigtuna", "nynashamn", "stockholms-lan"}

// schedulePositions schedules who governs where.
func (l *loader) schedulePositions() error {
	state := func(slug string, p district.Position, from, source string) {
		l.on(officeDays[0], "state the position in "+slug, func() error {
			_, err := l.s.StatePosition(l.ctx, l.office, db.OnceKey{}, store.NewPosition{AreaID: l.areas[slug], Position: p, From: date(from), Source: source})
			return err
		})
	}
	for _, g := range governed {
		if g.before != "" {
			state(g.slug, district.Opposition, g.before, "Uppgift till demon; behöver kontrolleras")
		}
		state(g.slug, district.Majority, g.from, g.source)
	}
	for _, slug := range inOpposition {
		state(slug, district.Opposition, "2014-10-15", "Uppgift till demon; behöver kontrolleras")
	}
	return nil
}
