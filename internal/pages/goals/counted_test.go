package goals_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

var on = district.MustDate

// perYear is n meetings of a kind in each of 2017 and 2018, for each of the audiences.
func perYear(app *apptest.App, kind string, n int, audiences ...string) measure.Definition {
	return measure.Definition{Kind: measure.KindFrequency, Indicator: measure.MeetingFrequency,
		Params: measure.MeetingFrequencyParams{KindID: app.MeetingKind(kind).ID, Audiences: audiences}.JSON(),
		Target: measure.Target{Unit: measure.TargetCount, N: n}, Rhythm: measure.Rhythm{Kind: measure.RhythmCalendar, Years: []int{2017, 2018}}}
}

// TestMeetingsPerYearFromTheFormToTheList chooses that chairs' meetings are counted, by the proposal of the text, and
// follows the goal through its page, the list, the comparison and the file.
func TestMeetingsPerYearFromTheFormToTheList(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	for _, d := range []string{"2017-03-25", "2017-06-03", "2017-09-16", "2018-02-24", "2018-04-07"} {
		app.Meet(fixture.Meeting{Day: on(d), Held: true, Title: "Träff " + d})
	}
	app.Cancel(app.Meet(fixture.Meeting{Day: on("2018-06-02")}).ID)
	times := 4
	goal := app.Goal(fixture.Goal{Sentence: "Distriktet ska hålla minst fyra ordförandeträffar per år.",
		Proposal: planimport.Measure{Kind: planimport.Frequency, Target: &times, TargetUnit: "times", Per: "calendarYear", Reason: "Förslag: hur ofta, för att texten säger ”minst fyra”."}}).ID
	staff := app.As(authz.DistrictStaff, 0)
	page := staff.Get(paths.Goal(goal)).OK(t)
	page.HasText("Räkna ordförandeträffar per kalenderår.")
	form := staff.Get(page.Link("Använd förslaget")).OK(t)
	form.Valid()
	form.HasText("Så skulle det se ut i dag", "i fas", "2018: 2 av 4.", "2017: 3 av 4. Det kan inte tas igen.", "Missat 2017", "Ingenting är sparat än")
	f := form.Form("Spara")
	if f.Value("Hur många krävs varje år?") != "4" || f.Value("Vilket slags träff?") != strconv.FormatInt(app.MeetingKind("chairsMeeting").ID, 10) {
		t.Errorf("the proposal is not filled in: %s, %s", f.Value("Hur många krävs varje år?"), f.Value("Vilket slags träff?"))
	}
	bad := staff.Submit(form.Form("Spara").Uncheck("2017").Uncheck("2018").Set("Hur många krävs varje år?", ""), "Spara").Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	if bad.Form("Spara").Error("Hur många krävs varje år?") == "" {
		t.Error("no complaint at the number")
	}
	page = staff.Follow(staff.Submit(f, "Spara")).OK(t)
	page.Valid()
	page.HasText("Ordförandeträffar per kalenderår", "● i fas", "✕ missat 2017", "3 av 4", "25 mars", "1 saknades och kan inte tas igen", "2 av 4", "7 april",
		"förslag: nästa senast 30 september", "Minst 4 varje kalenderår", "Kalenderåren 2017 och 2018", "Vi räknar ordförandeträffar som har hållits under varje kalenderår")
	page.Link("7 april, Träff 2018-04-07")
	page.NoText("2 juni")
	const one = ": Ordförandeträffar per kalenderår"
	if at := page.Link("Planera en till" + one); at != paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID) {
		t.Errorf("planning one more leads to %s", at)
	}
	staff.Get(page.Link("Se vad som är planerat" + one)).OK(t).HasText("Träff 2018-04-07")

	earlier := staff.Get(paths.GoalAsOf(goal, "2017-12-31")).OK(t)
	earlier.Valid()
	earlier.HasText("3 av 4", "förslag: nästa senast 31 december", "börjar senare")
	earlier.NoText("missat 2017")
	earlier.NoLink("Planera en till" + one)

	list := staff.Get(paths.Goals).OK(t)
	list.Valid()
	list.HasText("2 av 4", "2018 · väntat nu 1", "i fas", "missat 2017", "1 missat")
	staff.Get(paths.GoalsWithStatus("missat")).OK(t).Main().Link("Distriktet ska hålla minst fyra ordförandeträffar per år")
	staff.Get(paths.GoalsWithStatus("i-fas")).OK(t).Main().NoLink("Distriktet ska hålla minst fyra ordförandeträffar per år")
	changed := staff.Get(paths.With(paths.GoalsChanged, "sedan", "2018-03-01")).OK(t)
	changed.Valid()
	changed.HasText("2018: 1 av 4", "2018: 2 av 4", "(+1)", "Sedan dess:", "7 april 2018", "Inlagt i efterhand", "Träff 2017-09-16 16 september 2017, inlagt 16 april 2018")
	csv := staff.Get(list.Link("Hämta som CSV")).OK(t).Body
	for _, row := range []string{";2017;;3;4;;4;", ";2018;;2;4;;1;", "missat 2017"} {
		if !strings.Contains(csv, row) {
			t.Errorf("the file has no %q: %s", row, csv)
		}
	}

	// A chair sees the figures and the days, and no record that is not for her.
	chair := app.As(authz.AssociationChair, farsta.ID).Get(paths.Goal(goal)).OK(t)
	chair.Valid()
	chair.HasText("2 av 4", "7 april")
	chair.NoLink("7 april, Träff 2018-04-07")
	chair.NoText("Träff 2018-04-07")
	chair.NoLink("Planera en till" + one)

	change := staff.Get(page.Link("Ändra hur målet räknas")).OK(t)
	change.Valid()
	page = staff.Follow(staff.Submit(change.Form("Spara").Set("Hur många krävs varje år?", "2"), "Spara")).OK(t)
	page.HasText("2 av 2", "klart")
	staff.Get(paths.GoalAsOf(goal, "2018-04-15")).OK(t).HasText("2 av 4", "missat 2017")
}

func TestEachAudienceIsCountedByItself(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goal := app.Goal(fixture.Goal{}).ID
	app.Measure(goal, perYear(app, "womensTraining", 1, "parlamentariker", "medlemmar"))
	app.Meet(fixture.Meeting{Kind: "womensTraining", Day: on("2017-11-18"), Audience: "medlemmar", Held: true})
	page := app.As(authz.DistrictStaff, 0).Get(paths.Goal(goal)).OK(t)
	page.Valid()
	page.HasText("Parlamentariker", "Medlemmar", "1 av 1", "18 november", "1 saknades och kan inte tas igen", "missat 2017", "0 av 2", "för varje målgrupp",
		"var för sig för parlamentariker och medlemmar")
}

func TestVolumeOpensToWhatItCounts(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	goal := app.Goal(fixture.Goal{}).ID
	staff := app.As(authz.DistrictStaff, 0)
	for i := range 12 {
		app.Meet(fixture.Meeting{Kind: "committeeMeeting", Day: on("2017-05-01").AddDays(20 * i), Held: true, Title: "Möte " + strconv.Itoa(i+1)})
	}
	form := staff.Get(paths.NewMeasureOf(goal, "traffar")).OK(t)
	form.Valid()
	f := form.Form("Spara").Check("Utskottsmöten").Set("Tidigast", "2017-06-01")
	preview := staff.Submit(f, "Förhandsgranska").OK(t)
	preview.Valid()
	preview.HasText("10 hittills", "räknas utan måltal")
	page := staff.Follow(staff.Submit(preview.Form("Spara"), "Spara")).OK(t)
	page.Valid()
	page.HasText("räknas utan måltal", "10 hittills. Det är inte bestämt hur många det ska bli. 2 händelser före 1 juni 2017 räknas inte.", "Inget antal är bestämt", "Det här räknas", "Räknas inte")
	page.Link("Möte 12")
	staff.Get(paths.Goals).OK(t).HasText("räknas utan måltal")
	change := staff.Get(page.Link("Ändra hur målet räknas")).OK(t).Form("Spara").Set("Hur många ska det bli?", "20").Set("Ett steg per rad", "2018-03-31 15")
	page = staff.Follow(staff.Submit(change, "Spara")).OK(t)
	page.Valid()
	page.HasText("ligger efter", "10 av 20", "väntat nu", "15")
}

// TestSeveralWaysStandSideBySide measures one goal by a coverage of attendance, a post and a judgement.
func TestSeveralWaysStandSideBySide(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna, nacka := app.Association("Farsta"), app.Association("Solna"), app.Association("Nacka")
	app.Assign(farsta, "treasurer", fixture.Assignment{})
	first := app.Meet(fixture.Meeting{Day: on("2018-02-24"), Held: true})
	app.Finish(first.ID, farsta)
	second := app.Meet(fixture.Meeting{Day: on("2018-04-07"), Held: true})
	app.Tick(second.ID, solna)
	goal := app.Goal(fixture.Goal{}).ID
	present := app.Coverage("treasurer", district.KindAssociation)
	present.Label, present.Indicator = "Närvaro", measure.AttendanceCoverage
	present.Params = measure.AttendanceCoverageParams{KindID: app.MeetingKind("chairsMeeting").ID, AtLeast: 1, Window: "calendarYear"}.JSON()
	attendance := app.Measure(goal, present)
	app.Measure(goal, app.Coverage("treasurer", district.KindAssociation))
	app.Measure(goal, fixture.Judgement())
	staff := app.As(authz.DistrictStaff, 0)
	page := staff.Get(paths.Goal(goal)).OK(t)
	page.Valid()
	page.HasText("Målet mäts på flera sätt. Vart och ett står för sig.", "Närvaro", "2 av 3", "Har kassör", "1 av 3", "Distriktsstyrelsens bedömning", "väntar på bedömning",
		"Vi räknar hur många som har varit med på ordförandeträffar minst 1 gång under kalenderåret", "har varit med", "närvaron 7 april 2018 är inte noterad")
	if href := page.Link("Fyll i närvaron: Nacka"); href != "/traffar/"+strconv.FormatInt(second.ID, 10) {
		t.Errorf("the step that mends it leads to %s", href)
	}
	list := staff.Get(paths.Goals).OK(t)
	list.Valid()
	list.HasText("Närvaro 2 av 3", "Har kassör 1 av 3", "väntar på bedömning")
	app.Finish(second.ID, solna)
	page = staff.Get(paths.GoalMissing(goal, attendance)).OK(t)
	page.HasText("Saknas: 1 har inte varit med", "var inte med 7 april 2018")
	app.As(authz.AssociationChair, nacka.ID).Get(paths.Goal(goal)).OK(t).NoLink("Fyll i närvaron: Nacka")
	changed := staff.Get(paths.With(paths.GoalsChanged, "sedan", "2018-02-01")).OK(t)
	changed.Valid()
	changed.HasText("Närvaro", "okänd → har inte varit med")
}

// TestStepsOfDocumentsAreChangedThere shows the steps of a document in a goal.
func TestStepsOfDocumentsAreChangedThere(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	doc := app.Document(store.DocumentEdit{Name: "Kommunikationsplan"})
	goal := app.Goal(fixture.Goal{}).ID
	staff := app.As(authz.DistrictStaff, 0)
	form := staff.Get(paths.NewMeasureOf(goal, "dokument")).OK(t)
	form.Valid()
	page := staff.Follow(staff.Submit(form.Form("Spara").Check("Kommunikationsplan"), "Spara")).OK(t)
	page.Valid()
	page.HasText("Kommunikationsplan: ", "Vi räknar vilka av stegen för kommunikationsplan som är klara")
	page.NoLink("Lägg till en milstolpe")
	if href := page.Link("Öppna: Kommunikationsplan: antagen"); href != paths.Document(doc.ID) {
		t.Errorf("the step is changed at %s", href)
	}
}

// TestRecordsPerYearFromTheProposal: a number per year of something that is no meeting is counted from dated records,
// whether a kind of them is called so or has to be chosen.
func TestRecordsPerYearFromTheProposal(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office := app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	ten := 10
	proposal := planimport.Measure{Kind: planimport.Frequency, Target: &ten, TargetUnit: "times", Per: "calendarYear", Reason: "Förslag: hur ofta, för att texten säger ”tio nyhetsbrev per år”."}
	goal := app.Goal(fixture.Goal{Sentence: "Distriktet ska ge ut tio nyhetsbrev per år.", Proposal: proposal}).ID
	staff := app.As(authz.DistrictStaff, 0)

	// Before there is a kind that is called so, the number is filled in and the kind is left to choose.
	form := staff.Get(staff.Get(paths.Goal(goal)).OK(t).Link("Använd förslaget")).OK(t)
	form.Valid()
	form.HasText("Noterade händelser per kalenderår", "Inget slag av händelse heter så.")
	form.NoText("Så skulle det se ut i dag")
	if got := form.Form("Spara").Value("Hur många krävs varje år?"); got != "10" {
		t.Errorf("the number is %q", got)
	}
	id, err := app.Store.CreateRecordKind(app.Ctx, app.Actor, db.OnceKey{}, store.RecordKindInput{Name: "Nyhetsbrev", One: "nyhetsbrev", Many: "nyhetsbrev"})
	if err != nil {
		t.Fatal(err)
	}
	kind, err := app.Store.RecordKind(app.Ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2017-05-02", "2018-02-01", "2018-03-01", "2018-04-02"} {
		app.Record(office, fixture.Record{Kind: kind.Key, Day: on(day), Title: "Brev " + day})
	}
	page := staff.Get(paths.Goal(goal)).OK(t)
	page.HasText("Räkna nyhetsbrev per kalenderår.")
	form = staff.Get(page.Link("Använd förslaget")).OK(t)
	form.Valid()
	form.HasText("Så skulle det se ut i dag", "2018: 3 av 10.", "Missat 2017")
	form.NoText("Inget slag av händelse heter så.")
	page = staff.Follow(staff.Submit(form.Form("Spara"), "Spara")).OK(t)
	page.Valid()
	page.HasText("Nyhetsbrev per kalenderår", "Noterade", "3 av 10", "noterade 2018", "✕ missat 2017", "förslag: nästa senast", "Minst 10 varje kalenderår",
		"Vi räknar det som är noterat som nyhetsbrev under varje kalenderår")
	page.NoText("hållna")
	page.Link("2 april, Brev 2018-04-02")
	const one = ": Nyhetsbrev per kalenderår"
	staff.Get(page.Link("Se vad som är inskrivet" + one)).OK(t).HasText("Brev 2018-04-02")
	if at := page.Link("Skriv in en till" + one); at != paths.NewRecordOf(id, 0) {
		t.Errorf("writing one more leads to %s", at)
	}
	chair := app.As(authz.AssociationChair, farsta.ID).Get(paths.Goal(goal)).OK(t)
	chair.HasText("3 av 10", "2 april")
	chair.NoText("Brev 2018-04-02", "Skriv in en till")

	// What is a meeting of no known kind is not taken for a record.
	meeting := app.Goal(fixture.Goal{Sentence: "Distriktet ska hålla tio insparksträffar per år.", Proposal: proposal}).ID
	page = staff.Get(paths.Goal(meeting)).OK(t)
	page.NoLink("Använd förslaget")
	page.HasText("Räkna antalet per år. Välj vad som räknas.")
}

// TestTheNextIsPlanned: a meeting that is planned stands where its proposed day stood, for those who may know of it, and
// not on a day in the past.
func TestTheNextIsPlanned(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	goal := app.Goal(fixture.Goal{}).ID
	app.Measure(goal, perYear(app, "chairsMeeting", 4))
	app.Meet(fixture.Meeting{Day: on("2018-02-24"), Held: true})
	app.Meet(fixture.Meeting{Kind: "treasurersMeeting", Day: on("2018-05-02")})
	app.StrikeMeeting(app.Meet(fixture.Meeting{Day: on("2018-05-03")}).ID)
	app.Cancel(app.Meet(fixture.Meeting{Day: on("2018-05-04")}).ID)
	app.Meet(fixture.Meeting{Day: on("2018-04-01")}) // nobody has said whether it was held
	staff := app.As(authz.DistrictStaff, 0)
	page := staff.Get(paths.Goal(goal)).OK(t)
	page.HasText("Nästa föreslås senast 30 juni 2018.", "förslag: nästa senast 30 juni")
	page.NoText("planerad 2", "planerad 3 maj")
	late := app.Meet(fixture.Meeting{Day: on("2018-09-15")})
	staff.Get(paths.Goal(goal)).OK(t).HasText("Nästa föreslås senast 30 juni 2018 och är planerad 15 september 2018.", "förslag: nästa senast 30 juni; planerad 15 september")
	app.Move(late.ID, on("2018-05-26"))
	page = staff.Get(paths.Goal(goal)).OK(t)
	page.Valid()
	page.HasText("2018: 1 av 4. Nästa är planerad 26 maj 2018.", "nästa är planerad 26 maj")
	page.NoText("Nästa föreslås senast 30 juni", "förslag: nästa senast 30 juni")
	staff.Get(paths.GoalAsOf(goal, "2018-04-10")).OK(t).NoText("26 maj")
	// A chair is told of a meeting that the association is invited to, and of no other.
	invited := app.As(authz.AssociationChair, farsta.ID).Get(paths.Goal(goal)).OK(t)
	invited.HasText("Nästa är planerad 26 maj 2018.")
	if err := app.Store.SetInvited(app.Ctx, app.Actor, db.OnceKey{}, authz.Everything, late.ID, app.Met(late.ID).Revision, []int64{farsta.ID}); err != nil {
		t.Fatal(err)
	}
	other := app.As(authz.AssociationChair, solna.ID).Get(paths.Goal(goal)).OK(t)
	other.HasText("Nästa föreslås senast 30 juni 2018.")
	other.NoText("26 maj")
}
