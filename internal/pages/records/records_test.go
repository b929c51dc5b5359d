package records_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func TestTheOfficeWritesRecords(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	app.Association("Solna")
	office := app.As(authz.DistrictStaff, 0)
	empty := office.Get(paths.Records).OK(t)
	empty.Valid()
	empty.HasText("Ingen händelse är inskriven än.")
	choose := office.Get(empty.Link("Skriv in en händelse")).OK(t)
	choose.Valid()
	page := office.Get(choose.Link("Studiecirkel om idéhistoria")).OK(t)
	page.Valid()
	f := page.Form("Skriv in")
	if f.Value("Dag") != fixture.Today.String() || f.Value("Har det hänt?") != "ja" {
		t.Errorf("proposed: %q %q", f.Value("Dag"), f.Value("Har det hänt?"))
	}
	wrong := office.Submit(f.Set("Dag", "2018-04-17").Set("Hur många deltog?", "många"), "Skriv in").Is(t, http.StatusUnprocessableEntity)
	wrong.Valid()
	if wrong.H1() != "Studiecirkel om idéhistoria" || len(wrong.ErrorSummary()) != 2 {
		t.Errorf("%s: complaints = %q", wrong.H1(), wrong.ErrorSummary())
	}
	f = wrong.Form("Skriv in").Set("Vem höll i det?", "Farsta").Set("Hur många deltog?", "7")
	wrong = office.Submit(f, "Skriv in").Is(t, http.StatusUnprocessableEntity)
	if wrong.Form("Skriv in").Error("Dag") == "" {
		t.Error("done on a day to come is no complaint")
	}
	// Planned, then done, undone, and done again.
	f = wrong.Form("Skriv in").Set("Har det hänt?", "Nej, det är planerat").Set("Dag", "2018-04-14").Check("Solna").Set("Namn", "Cirkeln i söder")
	planned := office.Follow(office.Submit(f, "Skriv in")).OK(t)
	planned.Valid()
	planned.HasStatus("inskriven som planerad")
	planned.HasText("blev det av?", "Solna")
	list := office.Get(paths.With(paths.Records, "lage", paths.RecordsLate)).OK(t)
	list.Valid()
	done := office.Get(list.Link("Genomförd: Cirkeln i söder, Farsta och 1 till")).OK(t)
	done.Valid()
	page = office.Follow(office.Submit(done.Form("Spara som genomförd").Set("Hur många deltog?", "9"), "Spara som genomförd")).OK(t)
	page.HasStatus("räknas från 14 april 2018")
	page = office.Follow(office.Submit(page.Form("Ångra"), "Ångra")).OK(t)
	page.HasStatus("är planerad igen")
	done = office.Get(page.Link("Genomförd")).OK(t)
	page = office.Follow(office.Submit(done.Form("Spara som genomförd"), "Spara som genomförd")).OK(t)
	page.HasText("genomförd", "9")
	office.Get(paths.Records).OK(t).HasText("1 genomförda, som räknas", "9 deltagare i dem")

	// Changed by two at a time: the second sees both.
	edit := office.Get(page.Link("Ändra")).OK(t)
	edit.Valid()
	stale := edit.Form("Spara").Values()
	page = office.Follow(office.Submit(edit.Form("Spara").Set("Namn", "Cirkeln i norr").Set("Vem höll i det?", "Solna").Uncheck("Solna").Check("Farsta"), "Spara")).OK(t)
	page.HasText("Cirkeln i norr")
	stale.Set("_once", "annan")
	_, address, _ := edit.Form("Spara").Press("Spara")
	conflict := office.Post(address, stale).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Cirkeln i söder", "Cirkeln i norr")

	// Struck, it counts nowhere and stays for those who edit.
	strike := office.Get(page.Link("Stryk händelsen, den var ett misstag")).OK(t)
	strike.Valid()
	office.Submit(strike.Form("Stryk händelsen"), "Stryk händelsen").Is(t, http.StatusUnprocessableEntity).Valid()
	list = office.Follow(office.Submit(strike.Form("Stryk händelsen").Set("Vad blev fel?", "Den hölls aldrig."), "Stryk händelsen")).OK(t)
	list.HasText("Ingen händelse är inskriven än.")
	struck := office.Get(paths.With(paths.Records, "lage", paths.RecordsStruck)).OK(t)
	page = office.Get(struck.Link("Cirkeln i norr")).OK(t)
	page.Valid()
	page.HasText("Den hölls aldrig.")
	page.NoLink("Ändra")
	app.As(authz.BoardMember, 0).Get(struck.Link("Cirkeln i norr")).Is(t, http.StatusNotFound)
}

// Several that look the same can be right, so that the second is written and told of.
func TestARecordWrittenTwice(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	at := office.Get(office.Get(paths.Records).OK(t).Link("Skriv in en händelse")).OK(t).Link("Studiecirkel om idéhistoria")
	write := func(number string) string {
		f := office.Get(at).OK(t).Form("Skriv in").Set("Vem höll i det?", "Farsta").Set("Hur många deltog?", number)
		page := office.Follow(office.Submit(f, "Skriv in")).OK(t)
		page.Valid()
		return page.Main().Text() + page.Text()
	}
	const twin = "En likadan fanns redan den dagen."
	for i, number := range []string{"7", "8", "", "7"} {
		if told := strings.Contains(write(number), twin); told != (i == 3) {
			t.Errorf("record %d with %q: told of a twin: %t", i, number, told)
		}
	}
}

func TestCancelling(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	r := app.Record(app.Association("Farsta"), fixture.Record{Planned: true, Day: fixture.Today.AddDays(9)})
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.Record(r.ID)).OK(t)
	page.HasText("planerad")
	cancel := office.Get(page.Link("Ställ in")).OK(t)
	cancel.Valid()
	office.Submit(cancel.Form("Ställ in"), "Ställ in").Is(t, http.StatusUnprocessableEntity)
	page = office.Follow(office.Submit(cancel.Form("Ställ in").Set("Varför blev det inställt?", "För få anmälda."), "Ställ in")).OK(t)
	page.Valid()
	page.HasText("inställd", "För få anmälda.")
	office.Get(paths.CancelRecord(r.ID)).Is(t, http.StatusNotFound)
	page = office.Follow(office.Submit(page.Form("Gör planerad igen"), "Gör planerad igen")).OK(t)
	page.HasText("planerad")
}

func TestWhoReadsRecords(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	committee := app.Unit(store.NewUnit{Kind: district.KindCommittee, Name: "Studieutskottet"})
	r := app.Record(farsta, fixture.Record{Number: 8, Others: []store.Unit{solna, committee}})
	for role, unit := range map[authz.Role]int64{authz.DistrictStaff: 0, authz.BoardMember: 0, authz.CampaignLead: 0, authz.Auditor: 0, authz.AssociationChair: farsta.ID} {
		c := app.As(role, unit)
		page := c.Get(paths.Record(r.ID)).OK(t)
		page.Valid()
		page.HasText("Farsta")
		if got := strings.Contains(page.Main().Text(), "Solna"); got != (unit == 0) {
			t.Errorf("%s sees that Solna took part: %v", role, got)
		}
	}
	for role, unit := range map[authz.Role]int64{authz.Press: 0, authz.Operations: 0, authz.Nominating: 0, authz.CommitteeLead: committee.ID} {
		c := app.As(role, unit)
		for _, path := range []string{paths.Records, paths.Record(r.ID)} {
			page := c.Get(path).OK(t)
			page.Valid()
			page.HasText("en partiförening")
			page.NoText("Farsta", "Solna")
		}
		c.Get(paths.Record(r.ID)).OK(t).HasText("Studieutskottet och 1 förening")
		// Asking for a unit tells nothing.
		c.Get(paths.With(paths.Records, "vem", strconv.FormatInt(farsta.ID, 10))).OK(t).HasText("Ingen händelse passar urvalet.")
		c.Get(paths.NewRecord).Is(t, http.StatusForbidden)
		c.Post(paths.StrikeRecord(r.ID), url.Values{"reason": {"x"}}).Is(t, http.StatusForbidden)
	}
	board := app.As(authz.BoardMember, 0)
	file := board.Get(paths.RecordsExport).OK(t)
	if !strings.Contains(file.Body, "2018-04-16;Studiecirkel om idéhistoria;;genomförd;ja;Farsta;Partiförening;\"Solna, Studieutskottet\";8;") {
		t.Errorf("file = %q", file.Body)
	}
	var logged int
	if err := app.DB.Pool().QueryRow(app.Ctx, `SELECT count(*) FROM read_log WHERE subject = 'export'`).Scan(&logged); err != nil || logged != 1 {
		t.Errorf("%d rows in the read log (%v)", logged, err)
	}
}

func TestPagesOfTheList(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	for i := range 53 {
		app.Record(farsta, fixture.Record{Day: fixture.Today.AddDays(-7 * i)})
	}
	app.Record(farsta, fixture.Record{Kind: "newMemberCourse", Day: district.MustDate("2017-05-05")})
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.Records).OK(t)
	page.Valid()
	page.HasText("54 händelser")
	office.Get(paths.With(paths.Records, "sida", "2")).OK(t).Valid()
	office.Get(paths.With(paths.Records, "sida", "99")).OK(t).HasText("54 händelser")
	office.Get(paths.With(paths.RecordsOf(app.RecordKind("newMemberCourse").ID), "ar", "2017", "lage", paths.RecordsDone)).OK(t).HasText("1 händelse")
	office.Get(paths.With(paths.Records, "ar", "2016")).OK(t).HasText("Ingen händelse passar urvalet.")
	office.Get(paths.With(paths.Records, "slag", "x", "lage", "x", "ar", "x", "vem", "-1")).OK(t).HasText("54 händelser")
}

func TestKindsOfRecord(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	f := office.Get(paths.NewRecordKind).OK(t).Form("Lägg till")
	if errs := office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity).ErrorSummary(); len(errs) != 3 {
		t.Errorf("complaints = %q", errs)
	}
	page := office.Follow(office.Submit(f.Set("Namn", "Bokcirkel om hyror").Set("En", "bokcirkel").Set("Flera", "bokcirklar").Check("Fråga hur många som deltog"), "Lägg till")).OK(t)
	page.Valid()
	page.HasText("0 bokcirklar är genomförda.", "inget mål", "Ingen har sagt det än.")
	kinds := office.Get(paths.RecordKinds).OK(t)
	kinds.Valid()
	kinds.Link("Bokcirkel om hyror")
	app.Record(farsta, fixture.Record{Kind: "bokcirkelOmHyror"})
	kind := app.RecordKind("bokcirkelOmHyror")
	for range 2 {
		app.Measure(app.Goal(fixture.Goal{}).ID, measure.Definition{Kind: measure.KindVolume, Indicator: measure.RecordVolume,
			Params: measure.RecordVolumeParams{KindIDs: []int64{kind.ID}}.JSON(), Target: measure.All()})
	}
	page = office.Get(paths.RecordKind(kind.ID)).OK(t)
	page.Valid()
	page.HasText("1 bokcirkel är genomförd.", "Samma händelser räknas i 2 mål.")
	complete := office.Get(page.Link("Säg att allt är inskrivet")).OK(t)
	complete.Valid()
	office.Submit(complete.Form("Allt är inskrivet").Set("Allt är inskrivet till och med", "2018-04-17"), "Allt är inskrivet").Is(t, http.StatusUnprocessableEntity)
	page = office.Follow(office.Submit(complete.Form("Allt är inskrivet"), "Allt är inskrivet")).OK(t)
	page.HasText("Allt är inskrivet till och med 15 april 2018. Sagt av " + office.Account.Name)
	strike := office.Get(page.Link("Stryk att allt är inskrivet till och med 15 april 2018")).OK(t)
	strike.Valid()
	page = office.Follow(office.Submit(strike.Form("Stryk uppgiften").Set("Vad blev fel?", "Två saknades."), "Stryk uppgiften")).OK(t)
	page.HasText("Ingen har sagt det än.", "Två saknades.")
	retire := office.Get(page.Link("Sluta använda")).OK(t)
	retire.Valid()
	page = office.Follow(office.Submit(retire.Form("Spara"), "Spara")).OK(t)
	page.HasText("Sedan 16 april 2018 skrivs inget nytt in.")
	office.Get(paths.NewRecord).OK(t).NoLink("Bokcirkel om hyror")
}
