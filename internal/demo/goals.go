package demo

import (
	"fmt"

	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/measure"
)

// coverage is a measure of a post over units of some kinds.
func coverage(post, label string, target measure.Target, rhythm measure.Rhythm, kinds ...district.UnitKind) way {
	return way{post: post, def: measure.Definition{Label: label, Kind: measure.KindCoverage, Indicator: measure.PostCoverage,
		Population: measure.Population{Kinds: kinds}, Target: target, Rhythm: rhythm}}
}

// delivery is a measure of milestones. Each of the dates may be "".
func delivery(label, earliest, due, latest string, steps ...step) way {
	return way{steps: steps, def: measure.Definition{Label: label, Kind: measure.KindDelivery, Indicator: measure.Milestones,
		Earliest: date(earliest), Due: date(due), Latest: date(latest)}}
}

// judgement is a measure that the board judges every year.
func judgement(then func(l *loader, goal, id int64)) way {
	return way{then: then, def: measure.Definition{Kind: measure.KindJudgement, Indicator: measure.BoardJudgement,
		Rhythm: measure.Rhythm{Kind: measure.RhythmYearly}}}
}

// and returns the way with what follows.
func (w way) and(then func(l *loader, goal, id int64)) way {
	w.then = then
	return w
}

var (
	everyAssociation = district.AssociationKinds()
	standing         = measure.Rhythm{Kind: measure.RhythmStanding}
)

// The accounts that judge, note and comment.
const (
	staffEmail    = "kansliet@demo.example"
	boardEmail    = "styrelsen@demo.example"
	campaignEmail = "valledningen@demo.example"
)

// goals are the eighteen goals of the plan, in the order of its text. On [Start] they are in every state.
var goals = []goal{
	{title: "Studieomgång om idéhistoria", units: []string{studies}, tags: []string{"Klass"}, ways: []way{ // klart
		delivery("", "", "2018-03-31", "",
			step{title: "Materialet är valt tillsammans med studieförbundet", due: "2017-05-31", done: "2017-05-22"},
			step{title: "Tio cirklar är i gång", due: "2017-10-31", done: "2017-11-14", note: "Den tionde kom i gång i Haninge."},
			step{title: "Cirklarna är avslutade och utvärderade", due: "2018-03-31", done: "2018-03-20"})}},

	{title: "Studieomgång om omställningen", units: []string{studies, climate}, tags: []string{"Ekologi", "Klass", "Kollektivtrafik"}, ways: []way{ // i fas
		delivery("", "", "2019-06-05", "",
			step{title: "Handledarna är utbildade", due: "2017-10-31", done: "2017-10-28"},
			step{title: "Cirklar i tio föreningar", due: "2018-05-31"},
			step{title: "Sammanfattningen är lämnad till distriktsstyrelsen", due: "2018-11-30"},
			step{title: "Linjen för omställningen är antagen"}).and(rightElectionDay)}},

	{title: "Internfeministiskt ansvarig i varje förening", units: []string{feminist, theBoard}, tags: []string{"Kön"}, ways: []way{ // ligger efter
		coverage("internalFeminismOfficer", "", measure.All(), standing, district.KindAssociation).and(countAllAssociations)}},

	{title: "Ordet, uppdragen och slitet delas rättvist", units: []string{feminist}, tags: []string{"Kön"}, ways: []way{ // bedömt av DS: delvis
		judgement(func(l *loader, goal, id int64) {
			l.judge(goal, id, "2017-06-12", measure.LevelNo, "Ingen har frågat enheterna än. Det går inte att säga att det fungerar.")
			l.judge(goal, id, "2018-03-12", measure.LevelPartly, "Tre av fyra årsmöten som vi besökte höll talartid. Arbetet med disk och städning delas sällan.")
		})}},

	{title: "Utbildning för kvinnor varje år", units: []string{feminist, studies}, tags: []string{"Kön"}, ways: []way{ // i fas, missat 2017
		perYear("womensTraining", "", 1, []int{2017, 2018}, measure.MeetingFrequencyParams{Audiences: []string{"parlamentariker", "medlemmar"}})}},

	{title: "Fackligt och politiskt hänger ihop", units: []string{union}, tags: []string{"Klass"}, ways: []way{ // väntar på bedömning
		judgement(func(l *loader, goal, id int64) {
			l.judge(goal, id, "2017-03-20", measure.LevelPartly, "Kunskapen är god i branschföreningarna och ojämn i övrigt. Det här är utgångsläget.")
		})}},

	{title: "Stöd till branschföreningarna", units: []string{union}, tags: []string{"Klass"}, ways: []way{ // uppfyllt i dag, och i fas
		coverage("associationChair", "Ordförande i varje branschförening", measure.All(), standing, district.KindTradeAssociation),
		delivery("Nya och fungerande branschföreningar", "", "", "2019-03-31",
			step{title: "Visionvänstern har bildats", due: "2017-06-30", done: "2017-05-06"},
			step{title: "En träff för alla branschföreningar", due: "2018-05-15"},
			step{title: "En branschförening till har bildats", due: "2018-12-31"})}},

	{title: "Fackligt utbildningspaket", units: []string{union, studies}, tags: []string{"Klass"}, ways: []way{ // ligger efter
		delivery("", "", "2019-01-31", "",
			step{title: "Innehållet är bestämt", due: "2017-09-30", done: "2017-09-26"},
			step{title: "Materialet är klart", due: "2018-02-28"},
			step{title: "Första omgången är genomförd", due: "2018-05-31"},
			step{title: "Andra omgången är genomförd", due: "2018-11-30"}).and(func(l *loader, goal, _ int64) {
			l.note(goal, "2017-10-02", boardEmail, "2017-12-31", "Utskottet fick vänta på pengar ända till september. Vi räknar med att materialet ändå hinner bli klart.")
			l.comment(goal, "2018-03-12", boardEmail, "Vem tar kontakt med den som skriver materialet?", "", "")
			l.comment(goal, "2018-04-09", staffEmail, "Kansliet ringde i dag. Två av fyra delar är klara, resten kommer i maj.", "", "")
		})}},

	{title: "Utbildningar efter valet", units: []string{theCounty, theCityHall}, ways: []way{ // börjar 10 sep 2018
		delivery("", "2018-09-10", "", "2019-03-31",
			step{title: "Första utbildningen för nya i fullmäktige", due: "2018-11-30"},
			step{title: "Utbildning för nya i nämnder", due: "2018-12-31"},
			step{title: "Utbildning för nya i landstinget", due: "2019-02-28"})}},

	{title: "Träff för förtroendevalda varje år", units: []string{theBoard}, ways: []way{ // i fas, klart 2017
		perYear("representativesMeeting", "En träff per år", 1, []int{2017, 2018}, measure.MeetingFrequencyParams{Consultation: true}),
		haveCome("representativesMeeting", "Grupper som var med senast", "last", measure.Target{Unit: measure.TargetCount, N: 20},
			district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup),
		during("groupLeadersMeeting", "Gruppledarträffar under perioden")}},

	{title: "Utbildning om att ansvara för anställda", units: []string{union, theBoard}, tags: []string{"Klass"}, ways: []way{ // kan inte längre nås
		delivery("", "", "2018-12-31", "",
			step{title: "Arbetsrätt", due: "2017-10-31", done: "2017-10-21"},
			step{title: "Arbetsmiljö", due: "2018-03-31", cancelled: "2018-02-10", note: "Kursledaren blev sjuk, och kursen gick inte att ordna om före valet."},
			step{title: "Att leda personal", due: "2018-11-30"})}},

	{title: "Styrelserna har gått den nya kursen", units: []string{studies}}, // underlag saknas: ingen har bestämt hur det räknas

	{title: "Styrelser som fungerar", units: []string{theBoard}, joined: []string{theCampaign}, ways: []way{ // uppfyllt i dag, och i fas
		coverage("associationChair", "Ordförande", measure.Target{Unit: measure.TargetPercent, N: 90}, standing, everyAssociation...),
		electionOfficers()}},

	{title: "Styrelserna leder politiken", units: []string{theBoard}, ways: []way{ // bedömt av DS: till stor del
		judgement(func(l *loader, goal, id int64) {
			l.judge(goal, id, "2018-02-19", measure.LevelMostly, "De flesta årsmöten har antagit en egen plan med politik i, inte bara en budget.")
		})}},

	{title: "Kurs för den som är ny", units: []string{studies}, ways: []way{ // underlag saknas: för lite är känt
		coverage("studyOfficer", "", measure.All(), measure.Rhythm{Kind: measure.RhythmYearlyWindow, From: 2, To: 4}, everyAssociation...)}},

	{title: "Ordförandena träffas fyra gånger per år", units: []string{theBoard}, ways: []way{ // i fas, missat 2017
		perYear("chairsMeeting", "Fyra träffar per år", 4, []int{2017, 2018}, measure.MeetingFrequencyParams{}),
		haveCome("chairsMeeting", "Föreningar som har varit med i år", "calendarYear", measure.Target{Unit: measure.TargetPercent, N: 80}, everyAssociation...)}},

	{title: "Utskotten syns", units: []string{theBoard}, joined: []string{theInfoGroup}, ways: []way{ // ligger efter, med anmärkning
		delivery("", "", "2018-05-31", "",
			step{title: "En person har sagt ja till att hålla i sidorna", due: "2018-01-31", done: "2018-01-27"},
			step{title: "Varje utskott har en sida med kontaktväg", due: "2018-03-31"}).and(func(l *loader, goal, _ int64) {
			l.countDocuments(goal, "2017-10-02", "Planen, antagen och genomförd", communicationPlan)
			l.note(goal, "2018-04-09", boardEmail, "2018-05-15", "Fem utskott har en sida. De andra väntar på en bild. Infogruppen hinner före den 15 maj.")
			l.comment(goal, "2018-03-12", campaignEmail, "Kan sidorna vara klara innan affischerna trycks?", "", "")
			l.comment(goal, "2018-03-12", boardEmail, "Ja, om vi nöjer oss med en bild per utskott. Klart i slutet av april.", "2018-04-09",
				"Ja, om vi nöjer oss med en bild per utskott. Klart senast den 15 maj.")
		})}},

	{title: "Utskott och nätverk med sammankallande", units: []string{theBoard}, ways: []way{ // uppfyllt i dag
		coverage("convenor", "", measure.Target{Unit: measure.TargetCount, N: 8}, standing, district.KindCommittee, district.KindNetwork)}},
}

// electionOfficers is expected in steps, as the campaign leadership has decided.
func electionOfficers() way {
	w := coverage("electionOfficer", "Valansvarig i de lokala föreningarna", measure.All(), measure.Rhythm{Kind: measure.RhythmSteps,
		Steps: []measure.Step{{Date: date("2017-12-31"), Value: 15}, {Date: date("2018-04-15"), Value: 30}}}, district.KindAssociation)
	w.def.Earliest, w.def.Due = date("2017-09-01"), date("2018-06-01")
	return w
}

// rightElectionDay corrects the date that the plan took for granted.
func rightElectionDay(l *loader, goal, id int64) {
	l.on(date("2017-12-18"), "correct a date", func() error {
		return l.s.OverrideDate(l.ctx, l.actors[boardEmail], db.OnceKey{}, goal, id, measure.FieldDue, date("2019-05-25"),
			"Valet hålls den 26 maj 2019 i Sverige. Planen skrevs när datumet väntades bli i juni, så linjen behövs dagen före.")
	})
}

// countAllAssociations changes the measure of internal feminism officers: in the autumn of 2017 the board decided that
// the trade associations are counted too.
func countAllAssociations(l *loader, goal, id int64) {
	day := date("2017-10-02")
	l.on(day, "change a measure", func() error {
		g, err := l.s.Goal(l.ctx, goal, []district.Date{day})
		if err != nil {
			return err
		}
		for _, m := range g.Measures {
			if m.ID != id {
				continue
			}
			def := m.Now.Version.Definition
			def.Population.Kinds = everyAssociation
			_, err := l.s.SetMeasure(l.ctx, l.office, db.OnceKey{}, goal, id, m.Now.Version.ID, def)
			return err
		}
		return fmt.Errorf("goal %d has no measure %d", goal, id)
	})
	l.comment(goal, "2017-10-02", boardEmail, "Från i dag räknas också branschföreningarna, som styrelsen bestämde i lördags.", "", "")
	l.comment(goal, "2018-03-12", staffEmail, "Vi ringer de föreningar som inte har svarat när årsmötena är över.", "2018-04-16",
		"Vi ringer de föreningar som inte har svarat före den 1 maj. Sju saknar någon, åtta vet vi inget om.")
}

func (l *loader) judge(goal, id int64, day string, level measure.Level, reason string) {
	l.on(date(day), "judge a goal", func() error {
		_, err := l.s.Judge(l.ctx, l.actors[boardEmail], db.OnceKey{}, goal, id, measure.Judgement{Level: level, Reason: reason, On: date(day)})
		return err
	})
}

// note schedules a signed note. The day must be one of [officeDays], from which it holds.
func (l *loader) note(goal int64, day, email, last, text string) {
	l.on(date(day), "note on a goal", func() error {
		_, err := l.s.AddNote(l.ctx, l.actors[email], db.OnceKey{}, goal, text, date(last))
		return err
	})
}

// comment schedules a comment, and another wording of it on a later day ("" for none).
func (l *loader) comment(goal int64, day, email, text, changed, then string) {
	l.on(date(day), "comment on a goal", func() error {
		id, err := l.s.AddComment(l.ctx, l.actors[email], db.OnceKey{}, goal, text)
		if err != nil || changed == "" {
			return err
		}
		l.on(date(changed), "change a comment", func() error {
			return l.s.EditComment(l.ctx, l.actors[email], db.OnceKey{}, goal, id, 1, then)
		})
		return nil
	})
}
