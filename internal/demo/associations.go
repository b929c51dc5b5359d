package demo

import (
	"fmt"
	"strings"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/store"
	"verkstad/internal/sv"
)

// An association of the demo. The letters of posts are the stories of those in associationPosts, in that order.
type association struct {
	name    string
	areas   string // slugs
	founded string // "" when older than anybody knows
	posts   string
	place   string // where it meets
	issue   string // its local question
}

// associationPosts are the posts that the letters of [association.posts] are about.
var associationPosts = []string{"associationChair", "treasurer", "studyOfficer", "internalFeminismOfficer", "electionOfficer"}

// localAssociations are those of 16 April 2018: sixteen in the city of Stockholm, twenty-four in the other
// municipalities. Names as seen in public sources; Bromma, Kungsholmen, Norrmalm-Östermalm, Enskede-Årsta, Spånga,
// Ekerö, Haninge, Nacka, Nykvarn, Salem and Tyresö are assumed.
var localAssociations = []association{
	{"Hammarby-Skarpnäck", "skarpnack sodermalm", "", "as-as", "Kvarterslokalen vid Skarpnäcks allé", "Biblioteket ska ha öppet på söndagar."},
	{"Liljeholmen-Hägersten", "hagersten-liljeholmen", "", "sbnsa", "Medborgarhuset i Midsommarkransen", "Nya hyresrätter vid Telefonplan, inte bara bostadsrätter."},
	{"Hässelby-Vällingby", "hasselby-vallingby", "", "ba-en", "Trappan i Vällingby centrum", ""},
	{"Vantör", "enskede-arsta-vantor", "", "s--vn", "Föreningslokalen i Högdalen", "Rusta upp utan att hyran skenar."},
	{"Farsta", "farsta", "", "savvs", "Folkets hus i Farsta, sal 2", "Simhallen i Farsta ska öppna igen i tid, och det ska vara gratis för barn."},
	{"Västra Södermalm", "sodermalm", "", "dbsbb", "Källaren på Hornsgatan", "Fler offentliga toaletter och bänkar."},
	{"Vita Bergen", "sodermalm", "", "a--nw", "Tvättstugan på Skånegatan", ""},
	{"Älvsjö-Fruängen", "alvsjo hagersten-liljeholmen", "", "sa-ma", "Servicehuset i Fruängen", "Spårvagnen längs tvärförbindelsen före motorvägen."},
	{"Kista", "rinkeby-kista", "", "n---n", "", ""},
	{"Tensta-Rinkeby", "spanga-tensta rinkeby-kista", "", "bw-mv", "Konsthallens kafé i Tensta", "Vårdcentralen ska vara kvar i centrum."},
	{"Skärholmen", "skarholmen", "", "as---", "Torghuset i Skärholmen", ""},
	{"Bromma", "bromma", "", "sswss", "Församlingssalen i Abrahamsberg", "Flyget bort från Bromma, bostäder dit."},
	{"Kungsholmen", "kungsholmen", "", "caman", "Kafét på Fridhemsgatan", ""},
	{"Norrmalm-Östermalm", "norrmalm ostermalm", "", "sb-fe", "Bokkafét vid Odenplan", "Ett vandrarhem för hemlösa också norr om stan."},
	{"Enskede-Årsta", "enskede-arsta-vantor", "", "dascs", "Årsta folkets hus, biblioteket", "Skolgårdarna ska få vara kvar när det byggs."},
	{"Spånga", "spanga-tensta", "", "m--wn", "", ""},

	{"Botkyrka", "botkyrka", "", "bssbs", "Folkets hus i Hallunda", "Bussarna i norra Botkyrka ska gå hela natten."},
	{"Huddinge", "huddinge", "", "sa-ab", "Kommunalhusets hörsal", "Stoppa försäljningen av hyreshusen i Flemingsberg."},
	{"Järfälla", "jarfalla", "", "a--nn", "Herresta gård", ""},
	{"Märsta-Sigtuna", "sigtuna", "", "ss-v-", "Biblioteket i Märsta", "Pendeltåg var tionde minut."},
	{"Sundbyberg", "sundbyberg", "", "bbnts", "Allaktivitetshuset", "Inga fler ombildningar i Hallonbergen."},
	{"Vallentuna", "vallentuna", "", "v---w", "", ""},
	{"Täby-Danderyd", "taby", "", "sa-mn", "Föreningsgården i Roslags Näsby", "Hyresrätter i kommuner där det knappt finns några."},
	{"Vaxholm", "vaxholm", "", "ss-kk", "Båtmanstorpet", "Båtarna ska gå också på vintern."},
	{"Österåker", "osteraker", "", "a--u-", "Åkersberga bibliotek", ""},
	{"Norrtälje", "norrtalje", "", "sw-wn", "Föreningshuset vid Societetsparken", "Förlossning och akut ska finnas i Norrtälje."},
	{"Södertälje", "sodertalje nykvarn", "", "dae-s", "Lokalen på Storgatan", "Mindre barngrupper i kommunens förskolor."},
	{"Upplands Väsby", "upplands-vasby", "", "bsmsb", "Messingen, plan 3", "Gratis simskola för alla sexåringar."},
	{"Sollentuna", "sollentuna", "", "s--an", "Edsbergs kafé", "En fritidsgård i varje kommundel."},
	{"Nynäshamn", "nynashamn", "", "m--x-", "", "Tåget till stan ska gå två gånger i timmen."},
	{"Lidingö", "lidingo", "", "as-nn", "Näsets gård", ""},
	{"Solna", "solna", "", "ba-un", "Hagalunds kulturhus", "Hagalunds hyreshus tillbaka till allmännyttan."},
	{"Upplands-Bro", "upplands-bro", "", "s--vw", "Dagcentralen i Kungsängen", ""},
	{"Värmdö", "varmdo", "", "sawem", "Gustavsbergs ungdomsgård", "Bussfil på hela Värmdöleden."},
	{"Ekerö", "ekero", "", "-----", "", ""},
	{"Haninge", "haninge", "", "absbs", "Kulturhuset i Handen", "Ingen skola ska läggas ner i skärgården."},
	{"Nacka", "nacka", "", "sbnsa", "Dieselverkstaden, studion", "Var femte ny bostad en hyresrätt."},
	{"Nykvarn", "nykvarn", "2017-03-12", "ss-sn", "Qulturum", ""},
	{"Salem", "salem", "2017-09-17", "s---n", "Säbyhallens kafé", ""},
	{"Tyresö", "tyreso", "", "ea-mn", "Kvarnhjulet i Bollmora", "Ett badhus som går att ta sig till utan bil."},
}

// tradeAssociations are those of 16 April 2018. Kulturvänstern and Metallvänstern are assumed.
var tradeAssociations = []association{
	{"Kommunalvänstern", "", "", "ssss.", "", "Rätt till heltid som går att orka med."},
	{"Byggvänstern", "", "", "a--v.", "Bodarna på Västberga", "Ordning på underentreprenörerna."},
	{"Transportvänstern", "", "", "s---.", "", ""},
	{"Handelsvänstern", "", "", "ba-m.", "", "Schema minst en månad i förväg."},
	{"Seko-vänstern", "", "", "ss-a.", "", ""},
	{"Lärarvänstern", "", "", "abmb.", "Lärarnas hus, källaren", "Två lärare i klassrummet där det behövs."},
	{"Vårdvänstern", "", "", "dsns.", "", "Kortare arbetsdag på förlossningen."},
	{"Vänsterunionen", "", "", "n--u.", "", ""},
	{"Visionvänstern", "", "2017-05-06", "s--s.", "", ""},
	{"Kulturvänstern", "", "", "m--n.", "Ateljéföreningen på Telefonplan", "Fri entré på länets museer."},
	{"Metallvänstern", "", "", "sw-m.", "", ""},
}

// gone are the associations that are no more in 2018: one closed, one that went up in another.
var gone = []struct {
	association
	last, mergedInto string
}{
	{association{"Östra Södermalm", "sodermalm", "", "s--m-", "Källarlokalen på Renstiernas gata", ""}, "2017-06-30", ""},
	{association{"Danderyd", "danderyd", "", "s----", "", ""}, "2017-04-30", "Täby-Danderyd"},
}

// scheduleAssociations schedules all associations and what happens in them.
func (l *loader) scheduleAssociations() error {
	for i, a := range localAssociations {
		if err := l.scheduleAssociation(district.KindAssociation, a, i); err != nil {
			return err
		}
	}
	for i, a := range tradeAssociations {
		if err := l.scheduleAssociation(district.KindTradeAssociation, a, len(localAssociations)+i); err != nil {
			return err
		}
	}
	for i, g := range gone {
		if err := l.scheduleAssociation(district.KindAssociation, g.association, i); err != nil {
			return err
		}
		if g.mergedInto != "" {
			l.merge(g.name, g.mergedInto, date(g.last))
		} else {
			l.close(g.name, date(g.last))
		}
	}
	l.scheduleMerger()
	l.scheduleBoards()
	l.scheduleEdits()
	return nil
}

// annualMeetings are the days of an association's annual meetings of 2016, 2017 and 2018: weekends from February to the
// middle of April. For one that is younger, the days before its first are that one.
func annualMeetings(index int, founded district.Date) [3]district.Date {
	days := [3]district.Date{
		date("2016-02-13").AddDays(7*(index*9%10) + index%2),
		date("2017-02-11").AddDays(7*(index*7%10) + index%2),
		date("2018-02-10").AddDays(7*(index*3%10) + index%2),
	}
	for i, d := range days {
		if d.Before(founded) {
			days[i] = founded
		}
	}
	return days
}

// campaignDays are the days on which an association chooses its election officer.
func campaignDays(index int, founded district.Date, third district.Date) [3]district.Date {
	days := [3]district.Date{date("2017-04-01").AddDays(index % 21), date("2017-10-07").AddDays(7 * (index % 7)), third}
	for i, d := range days {
		if d.Before(founded) {
			days[i] = founded
		}
	}
	return days
}

func (l *loader) scheduleAssociation(kind district.UnitKind, a association, index int) error {
	founded := date(a.founded)
	if _, divided := dividedFrom[a.name]; divided {
		l.divide(a, unitContacts(a.name, index))
	} else {
		l.on(founded, "add "+a.name, func() error {
			return l.createUnit(store.NewUnit{Kind: kind, Name: a.name, Founded: founded, MeetingPlace: a.place, LocalIssue: a.issue,
				Contacts: unitContacts(a.name, index)}, strings.Fields(a.areas)...)
		})
	}
	meetings := annualMeetings(index, founded)
	for i, post := range associationPosts {
		days := meetings
		if post == "electionOfficer" {
			days = campaignDays(index, founded, meetings[2])
		}
		if err := l.tell(story{unit: a.name, short: a.name, post: post, days: days, kind: a.posts[i], index: index}); err != nil {
			return err
		}
	}
	return nil
}

// unitContacts makes up how a unit can be reached: most have published an address, some a telephone number, which is
// of the series for fiction, 08-465 004 00 to 99.
func unitContacts(name string, index int) []store.UnitContact {
	var out []store.UnitContact
	if index%7 != 5 {
		out = append(out, store.UnitContact{Kind: district.ContactEmail, Value: address(name, "example.org"), Published: index%3 != 2})
	}
	if index%3 == 0 {
		out = append(out, store.UnitContact{Kind: district.ContactPhone, Value: fmt.Sprintf("08-465 004 %02d", index), Published: index%2 == 0})
	}
	if index%9 == 4 {
		out = append(out, store.UnitContact{Kind: district.ContactWeb, Value: "https://" + sv.Slug(name) + ".example.org", Published: true})
	}
	return out
}

// address makes up an e-mail address.
func address(name, domain string) string { return sv.Slug(name) + "@" + domain }

// close schedules that a unit has been.
func (l *loader) close(name string, last district.Date) {
	l.on(last.AddDays(1), "close "+name, func() error {
		u := l.units[name]
		_, err := l.s.CloseUnit(l.ctx, l.office, db.OnceKey{}, u.id, u.revision, last)
		return err
	})
}

// boards are posts besides those that every association must have, of associations that have entered their whole board.
var boards = []struct{ unit, post, title string }{
	{"Farsta", "viceChair", "Vice ordförande"},
	{"Farsta", "secretary", "Sekreterare"},
	{"Farsta", "boardMember", "Ledamot 1"},
	{"Farsta", "boardMember", "Ledamot 2"},
	{"Farsta", "boardDeputy", "Suppleant"},
	{"Botkyrka", "secretary", "Sekreterare"},
	{"Botkyrka", "boardMember", "Ledamot 1"},
	{"Botkyrka", "boardMember", "Ledamot 2"},
	{"Solna", "viceChair", "Vice ordförande"},
	{"Solna", "boardMember", "Ledamot 1"},
	{"Kommunalvänstern", "secretary", "Sekreterare"},
	{"Kommunalvänstern", "boardMember", "Ledamot 1"},
}

func (l *loader) scheduleBoards() {
	for i, b := range boards {
		l.hold(naming{unit: b.unit, post: b.post, who: b.title + " " + b.unit, from: date("2017-03-05").AddDays(i % 3), gender: genderOf(i)})
	}
	// A year at a time: the annual meeting chose another.
	l.hold(naming{unit: "Farsta", post: "boardMember", who: "Ledamot 3 Farsta", from: date("2018-03-04"), replace: []string{"Ledamot 2 Farsta"}})
}

// scheduleEdits schedules what the units themselves have changed, for their histories.
func (l *loader) scheduleEdits() {
	issue := "Simhallen i Farsta ska öppna igen före valet, och det ska vara gratis för barn att bada."
	place := "Folkets hus i Farsta, sal 4"
	l.on(date("2018-03-12"), "edit Farsta", func() error {
		return l.edit("Farsta", store.UnitEdit{MeetingPlace: &place, LocalIssue: &issue})
	})
	other := "Mindre barngrupper i kommunens förskolor, och lön under utbildningen för dem som vill bli barnskötare."
	l.on(date("2018-04-09"), "edit Södertälje", func() error {
		return l.edit("Södertälje", store.UnitEdit{LocalIssue: &other})
	})
}

func (l *loader) edit(name string, in store.UnitEdit) error {
	u := l.units[name]
	in.ID, in.Revision = u.id, u.revision
	if _, err := l.s.EditUnit(l.ctx, l.writer(name), db.OnceKey{}, in); err != nil {
		return err
	}
	l.units[name] = unit{u.id, u.revision + 1}
	return nil
}
