package meetings_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestOfficePlansAMeetingInParts(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	app.Association("Farsta")
	app.Association("Solna")
	office := app.As(authz.DistrictStaff, 0)
	list := office.Get(paths.Meetings).OK(t)
	list.Valid()
	list.HasText("Ingen träff är inlagd än.", "Ordförandeträffar", "0 av 4 i år.", "skulle ha hållits senast 31 mars 2018")
	kinds := office.Get(list.Link("Lägg till den första")).OK(t)
	kinds.Valid()
	kinds.HasText("4 per kalenderår")
	page := office.Get(kinds.Link("Ordförandeträff")).OK(t)
	page.Valid()
	f := page.Form("Lägg till")
	if f.Value("Börjar") != "18:30" {
		t.Errorf("begins %q", f.Value("Börjar"))
	}
	values := f.Set("Dag", "5 juni 2018").Set("Plats", "").Submit("Lägg till")
	values.Set("region0", "Norra länsdelen")
	values.Set("place0", "Solna")
	again := office.Post(paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID), values).Is(t, http.StatusUnprocessableEntity)
	again.Valid()
	again.HasText("En träff i delar har minst två.")
	values.Set("region1", "Södra länsdelen")
	values.Set("day1", "2018-06-07")
	values.Set("start1", "halv sju")
	again = office.Post(paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID), values).Is(t, http.StatusUnprocessableEntity)
	again.HasText("Skriv en tid, till exempel 18.30.")
	values.Set("start1", "19.00")
	meeting := office.Follow(office.Post(paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID), values)).OK(t)
	meeting.Valid()
	meeting.HasStatus("Ordförandeträff är inlagd.")
	meeting.HasText("Norra länsdelen", "tis 5 juni 2018 18.30", "Södra länsdelen", "tors 7 juni 2018 19.00", "2 är inbjudna.")
	list = office.Get(paths.Meetings).OK(t)
	list.Valid()
	list.Region("Kommande").HasText("Ordförandeträff", "2 delar", "om 50 dagar")
	list.HasText("Nästa är planerad 5 juni 2018.")
}

// A meeting that is written in twice would be counted as two, so that the second is asked about.
func TestTheSameMeetingTwice(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	office := app.As(authz.DistrictStaff, 0)
	plan := paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID)
	fill := func(start string) url.Values {
		return office.Get(plan).OK(t).Form("Lägg till").Set("Dag", "2018-06-05").Set("Börjar", start).Submit("Lägg till")
	}
	office.Get(plan).OK(t).NoText("Det här är en till samma dag")
	first := office.Post(plan, fill("18.30")).Is(t, http.StatusSeeOther).Header.Get("Location")
	page := office.Post(plan, fill("19.00")).Is(t, http.StatusUnprocessableEntity)
	page.Valid()
	page.HasText("Ordförandeträff 5 juni 2018 är redan inlagd.")
	values := page.Form("Lägg till").Check("Det här är en till samma dag").Submit("Lägg till")
	second := office.Post(plan, values).Is(t, http.StatusSeeOther).Header.Get("Location")
	if second == first {
		t.Errorf("both are %s", first)
	}
	// One that is called off is no hindrance.
	for _, at := range []string{first, second} {
		off := office.Get(office.Get(at).OK(t).Link("Ställ in ordförandeträff 5 juni 2018")).OK(t).Form("Ställ in").Set("Varför ställs den in?", "Lokalen brann.")
		office.Submit(off, "Ställ in").Is(t, http.StatusSeeOther)
	}
	office.Post(plan, fill("18.30")).Is(t, http.StatusSeeOther)
}

// Before any body is there nobody can hold a meeting: the way on is to add one.
func TestNobodyToHoldAMeeting(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	office := app.As(authz.DistrictStaff, 0)
	for _, at := range []string{paths.NewMeeting, paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID)} {
		page := office.Get(at).OK(t)
		page.Valid()
		page.HasText("Ingen kan hålla en träff än")
		if page.Link("Lägg till ett organ") != paths.NewBody {
			t.Errorf("%s leads to %s", at, page.Link("Lägg till ett organ"))
		}
	}
}

// In the night in which the clock is put forward no clock shows half past two; in the one in which it is put back it does
// so twice. A meeting over the shift is as long as its watches say.
func TestTimesThatNoClockShows(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Unit(store.NewUnit{Kind: district.KindDistrict, Name: "Distriktet"})
	office := app.As(authz.DistrictStaff, 0)
	plan := paths.PlanMeetingOf(app.MeetingKind("chairsMeeting").ID)
	form := func(day, start, end string) url.Values {
		values := office.Get(plan).OK(t).Form("Lägg till").Set("Dag", day).Set("Börjar", start).Submit("Lägg till")
		values.Set("end", end)
		values.Set("another", "ja") // several on one day
		return values
	}
	for _, times := range [][2]string{{"02.30", ""}, {"01.30", "02:15"}, {"02.00", "03.15"}} {
		page := office.Post(plan, form("2018-03-25", times[0], times[1])).Is(t, http.StatusUnprocessableEntity)
		page.Valid()
		page.HasText("Klockan ställs fram den natten, så den tiden finns inte. Skriv till exempel 03.")
	}
	for _, c := range []struct{ day, start, end, minutes string }{
		{"2018-03-25", "01.30", "03.00", "30"}, {"2018-10-28", "01.30", "03.00", "150"}, {"2018-10-28", "02.30", "02.45", "15"}, {"2018-03-24", "22.00", "23.45", "105"},
	} {
		to := office.Post(plan, form(c.day, c.start, c.end)).Is(t, http.StatusSeeOther).Header.Get("Location")
		page := office.Get(to).OK(t)
		page.HasText(c.start, c.end)
		var got string
		if err := app.DB.Pool().QueryRow(app.Ctx, `SELECT (extract(epoch FROM ends_at - starts_at) / 60)::int || ' ' || day FROM meetings ORDER BY id DESC LIMIT 1`).Scan(&got); err != nil || got != c.minutes+" "+c.day {
			t.Errorf("%s from %s to %s: %s minutes and day (%v)", c.day, c.start, c.end, got, err)
		}
	}
	page := office.Post(plan, form("2017-12-31", "23.30", "00.30")).Is(t, http.StatusUnprocessableEntity)
	page.HasText("Slutar den efter midnatt lämnar du rutan tom.")
}

func TestListKeepsItsFilter(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	for i := range 30 {
		app.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID, Day: fixture.Today.AddDays(-2 * (i + 1)), Held: true})
	}
	app.Cancel(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(7)}).ID)
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.Meetings).OK(t)
	page.Valid()
	page.Region("Kommande").HasText("inställd", "För få kunde komma.")
	f := page.Form("Visa")
	f.Choose("Slag", "Föreningsmöten").Choose("Läge", "Hållna").Choose("Förening eller organ", "Farsta").Choose("År", "2018")
	filtered := office.Submit(f, "Visa").OK(t)
	filtered.Valid()
	filtered.HasText("30 träffar", "Sida 1 av 2")
	filtered.NoText("Ordförandeträff 23")
	second := office.Get(filtered.Link("Nästa")).OK(t)
	second.Valid()
	second.HasText("Sida 2 av 2")
	g := second.Form("Visa")
	if g.Value("Slag") != id(app.MeetingKind("associationMeeting").ID) || g.Value("Läge") != paths.MeetingsHeld || g.Value("Förening eller organ") != id(farsta.ID) || g.Value("År") != "2018" {
		t.Errorf("the filter has become %q, %q, %q", g.Value("Slag"), g.Value("Läge"), g.Value("År"))
	}
	none := office.Get(paths.MeetingsOf(paths.MeetingsNoAttendance, farsta.ID)).OK(t)
	none.HasText("Ingen träff stämmer med det du har valt.")
	if strings.Contains(office.Get(paths.Meetings+"?visa=hittepå&slag=x&ar=99999&sida=0").OK(t).Body, "hittepå") {
		t.Error("nonsense in the address is shown")
	}
}

// The form merges what two people tick at the same time, without script.
func TestAttendanceWithoutScript(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.Association("Kista")
	app.Assign(farsta, "associationChair", fixture.Assignment{Person: app.Person("Ordförande Farsta").ID})
	m := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-2)})
	app.Tick(m.ID, solna)
	office, other := app.As(authz.DistrictStaff, 0), app.As(authz.DistrictStaff, 0)

	// One tap on the start page, the ticks, one tap.
	start := office.Get(paths.Home).OK(t)
	start.HasText("Ordförandeträff 14 april 2018: blev det av?")
	first := office.Get(start.Link("Fyll i: Ordförandeträff 14 april 2018")).OK(t)
	first.Valid()
	first.HasText("Ordförande Farsta", "1 av 3")
	second := other.Get(paths.Attendance(m.ID)).OK(t)
	office.Follow(office.Submit(first.Form("Klart").Check("Farsta"), "Spara och fortsätt sedan")).OK(t).HasStatus("Bockarna är sparade. Närvaron är inte klar än.")
	page := other.Follow(other.Submit(second.Form("Klart").Uncheck("Solna").Check("Kista"), "Klart")).OK(t)
	page.Valid()
	page.HasStatus("Närvaron är sparad.")
	page.HasText("hållen", "2 av 3 var med.")
	page.ByID("inte-med").HasText("Solna")
	page.ByID("med").HasText("Farsta", "Kista")

	// It can be changed, and opened again.
	again := office.Get(page.Link("Ändra närvaro")).OK(t)
	again.Valid()
	again.HasText("Närvaron är klar.")
	open := office.Follow(office.Submit(again.Form("Närvaron är inte klar"), "Närvaron är inte klar")).OK(t)
	open.HasStatus("Närvaron är inte klar. Den som inte är förbockad är okänd.")
	office.Get(paths.Meeting(m.ID)).OK(t).HasText("2 är avprickade av 3. Närvaron är inte klar: de andra kan ha varit med.")

	coming := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(4)})
	page = office.Get(paths.Attendance(coming.ID)).OK(t)
	page.Valid()
	page.HasText("Träffen är 20 april 2018. Då kan du pricka av närvaron här.")
	office.Get(paths.Attendance(app.Meet(fixture.Meeting{Kind: "associationMeeting", Organiser: farsta.ID}).ID)).Is(t, http.StatusNotFound)
}

// The script posts single ticks, as often as it needs to, and hears how all stands.
func TestMarksOfTheScript(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	stranger := app.Unit(store.NewUnit{Kind: district.KindCommittee})
	m := app.Meet(fixture.Meeting{})
	office := app.As(authz.DistrictStaff, 0)
	post := func(values url.Values) (out struct {
		Ticked  []int64
		Refused int
		To      string
	}) {
		t.Helper()
		r := office.Post(paths.AttendanceMarks(m.ID), values)
		if r.Code != http.StatusOK || r.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("answered %d %s", r.Code, r.Header.Get("Content-Type"))
		}
		if err := json.Unmarshal([]byte(r.Body), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	one := url.Values{"mark": {id(farsta.ID) + ":1:phone-one-1"}}
	for range 3 {
		if got := post(one); !slices.Equal(got.Ticked, []int64{farsta.ID}) || got.To != "" {
			t.Errorf("ticked: %+v", got)
		}
	}
	if got := post(url.Values{"mark": {id(farsta.ID) + ":0:phone-two-1", id(solna.ID) + ":1:phone-two-2", id(stranger.ID) + ":1:phone-two-3"}}); !slices.Equal(got.Ticked, []int64{solna.ID}) || got.Refused != 1 {
		t.Errorf("the other phone: %+v", got)
	}
	if got := post(one); !slices.Equal(got.Ticked, []int64{solna.ID}) {
		t.Errorf("posted again after the other phone: %+v", got)
	}
	if got := post(url.Values{"done": {"ja"}}); got.To != paths.Meeting(m.ID) {
		t.Errorf("finished: %+v", got)
	}
	if !app.Met(m.ID).Done() {
		t.Error("it is not finished")
	}
	// A page that stayed open while somebody else logged in must not tick as them.
	other := app.Account(authz.DistrictStaff, 0)
	theirs := url.Values{"mark": {id(farsta.ID) + ":1:phone-one-9"}, "key": {id(other.ID) + ":" + id(m.ID)}}
	if r := office.Post(paths.AttendanceMarks(m.ID), theirs); r.Code != http.StatusUnprocessableEntity {
		t.Errorf("somebody else's ticks: %d", r.Code)
	}
	if r := app.With(other).Post(paths.AttendanceMarks(m.ID), theirs); r.Code != http.StatusOK {
		t.Errorf("their own ticks: %d", r.Code)
	}
	for _, bad := range []string{"", "1", "1:2:aaaaaaaa", "x:1:aaaaaaaa", id(farsta.ID) + ":1:no", id(farsta.ID) + ":1:med mellanslag"} {
		if why := final(t, office.Post(paths.AttendanceMarks(m.ID), url.Values{"mark": {bad}})); !strings.Contains(why, "adda om sidan") {
			t.Errorf("%q: %q", bad, why)
		}
	}
	if r := app.As(authz.AssociationChair, farsta.ID).Post(paths.AttendanceMarks(m.ID), one); r.Code != http.StatusNotFound {
		t.Errorf("a chair ticks at the district's meeting: %d", r.Code)
	}
}

// final is why ticks will never be saved, which the script tells and then no longer tries.
func final(t *testing.T, r *apptest.Response) string {
	t.Helper()
	var out struct{ Why string }
	if err := json.Unmarshal([]byte(r.Body), &out); r.Code != http.StatusGone || r.Header.Get("Content-Type") != "application/json" || err != nil || out.Why == "" {
		t.Errorf("answered %d %s %q", r.Code, r.Header.Get("Content-Type"), out.Why)
	}
	return out.Why
}

// Ticks that will never be saved are answered so that the phone gives up, and the page tells of them where there is
// nothing to tick.
func TestMarksThatAreRefusedForEver(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta := app.Association("Farsta")
	office := app.As(authz.DistrictStaff, 0)
	one := func(n int) url.Values {
		v := url.Values{}
		for i := range n {
			v.Add("mark", fmt.Sprintf("%d:1:phone-%06d", farsta.ID, i))
		}
		return v
	}
	m := app.Meet(fixture.Meeting{})
	if why := final(t, office.Post(paths.AttendanceMarks(m.ID), one(1001))); !strings.Contains(why, "fler bockar") {
		t.Errorf("too many: %q", why)
	}
	if r := office.Post(paths.AttendanceMarks(m.ID), one(1000)); r.Code != http.StatusOK {
		t.Errorf("as many as may be: %d", r.Code)
	}
	cancelled := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-1)})
	if err := app.Store.CancelMeeting(app.Ctx, app.Actor, db.OnceKey{}, authz.Everything, cancelled.ID, cancelled.Revision, "Ingen lokal."); err != nil {
		t.Fatal(err)
	}
	for _, values := range []url.Values{one(1), {"done": {"ja"}}} {
		if why := final(t, office.Post(paths.AttendanceMarks(cancelled.ID), values)); !strings.Contains(why, "inställd") {
			t.Errorf("cancelled: %q", why)
		}
	}
	page := office.Get(paths.Attendance(cancelled.ID)).OK(t)
	page.Valid()
	for _, want := range []string{`data-ticks="` + paths.AttendanceMarks(cancelled.ID) + `"`, "data-drop", "attendance."} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page of a cancelled meeting lacks %s", want)
		}
	}
}

func TestMoveCancelAndUndo(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	m := app.Meet(fixture.Meeting{Day: district.MustDate("2018-12-28"), Place: "Folkets hus"})
	office := app.As(authz.DistrictStaff, 0)
	form := office.Get(office.Get(paths.Meeting(m.ID)).OK(t).Link("Flytta ordförandeträff 28 december 2018")).OK(t)
	form.Valid()
	f := form.Form("Flytta").Set("Dag", "2019-01-11").Set("Plats", "Skolan").Set("Varför flyttas den?", "Julen kom emellan.")
	moved := office.Follow(office.Submit(f, "Flytta")).OK(t)
	moved.Valid()
	same := office.Get(moved.Link("Flytta ordförandeträff 11 januari 2019")).OK(t).Form("Flytta")
	if office.Submit(same, "Flytta").Is(t, http.StatusUnprocessableEntity).Form("Flytta").Error("Dag") == "" {
		t.Error("nothing is said of a move to where the meeting is")
	}
	moved.HasText("Fredag 11 januari 2019", "Flyttad från 28 december 2018 18.30, Folkets hus (16 april 2018). Julen kom emellan.")
	undone := office.Follow(office.Submit(moved.Form("Ångra"), "Ångra")).OK(t)
	undone.HasText("Fredag 28 december 2018")
	undone.NoText("Flyttad från")

	cancel := office.Get(undone.Link("Ställ in ordförandeträff 28 december 2018")).OK(t)
	cancel.Valid()
	office.Submit(cancel.Form("Ställ in"), "Ställ in").Is(t, http.StatusUnprocessableEntity).HasText("Svara på frågan: Varför ställs den in?")
	page := office.Follow(office.Submit(cancel.Form("Ställ in").Set("Varför ställs den in?", "Ingen lokal."), "Ställ in")).OK(t)
	page.Valid()
	page.HasText("Träffen är inställd", "Ingen lokal.")
	page = office.Follow(office.Submit(page.Form("Den blir av ändå: Ordförandeträff 28 december 2018"), "Den blir av ändå: Ordförandeträff 28 december 2018")).OK(t)
	page.NoText("Ingen lokal.")

	strike := office.Get(page.Link("Stryk träffen, den var ett misstag")).OK(t)
	strike.Valid()
	page = office.Follow(office.Submit(strike.Form("Stryk").Set("Vad blev fel?", "Lades in två gånger."), "Stryk")).OK(t)
	page.HasText("Träffen är struken", "Lades in två gånger.")
	app.As(authz.BoardMember, 0).Get(paths.Meeting(m.ID)).Is(t, http.StatusNotFound)
	office.Get(paths.MeetingsOf(paths.MeetingsStruck, 0)).OK(t).HasText("struken")
}

func TestTwoWhoEditAMeeting(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	m := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(9)})
	office := app.As(authz.DistrictStaff, 0)
	form := office.Get(paths.EditMeeting(m.ID)).OK(t)
	form.Valid()
	first := form.Form("Spara").Set("Eget namn", "Vårens träff").Submit("Spara")
	second := office.Get(paths.EditMeeting(m.ID)).OK(t).Form("Spara").Set("Eget namn", "Majträffen").Submit("Spara")
	office.Follow(office.Post(paths.EditMeeting(m.ID), first)).OK(t).HasText("Vårens träff 25 april 2018")
	conflict := office.Post(paths.EditMeeting(m.ID), second).Is(t, http.StatusConflict)
	conflict.Valid()
	conflict.HasText("Majträffen", "Vårens träff")
	office.Follow(office.Submit(conflict.Form("Spara det jag skrev"), "Spara det jag skrev")).OK(t).HasText("Majträffen 25 april 2018")
}

// A chair sees the own attendance, and holds the own association's meetings.
func TestChairSeesTheOwn(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.Assign(solna, "associationChair", fixture.Assignment{Person: app.Person("Ordförande Solna").ID})
	m := app.Finish(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-20)}).ID, farsta)
	app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(20), Place: "Folkets hus"})
	chair := app.As(authz.AssociationChair, farsta.ID)
	start := chair.Get(paths.Home).OK(t)
	start.Valid()
	start.Region("Nästa träff").HasText("Ordförandeträff", "sön 6 maj 2018", "Folkets hus")
	list := chair.Get(paths.Meetings).OK(t)
	list.Valid()
	list.HasText("ni: var med")
	list.NoText("Så många ska det bli i år", "1 av 2")
	page := chair.Get(paths.Meeting(m.ID)).OK(t)
	page.Valid()
	page.HasText("Farsta", "var med", "Ordförande i 2 föreningar och grupper")
	page.NoText("Solna", "Ordförande Solna")
	page.NoLink("Ändra närvaro")

	// The own meeting: planned without a choice of kinds, and held with one tap.
	form := chair.Get(list.Link("Lägg till träff")).OK(t)
	form.Valid()
	if form.H1() != "Lägg till föreningsmöte" {
		t.Fatalf("heading %q", form.H1())
	}
	own := chair.Follow(chair.Submit(form.Form("Lägg till").Set("Dag", fixture.Today.AddDays(-1).String()), "Lägg till")).OK(t)
	own.Valid()
	own.HasText("blev det av?")
	// The association's own page asks the same, until it is said.
	hub := chair.Get(paths.Association(farsta.Slug)).OK(t)
	hub.Valid()
	hub.HasText("Har varit", "blev det av?")
	if got := chair.Get(hub.Link("Säg hur det gick: Föreningsmöte sön 15 apr 2018")).OK(t).H1(); got != own.H1() {
		t.Errorf("the association's page leads to %q, not to the meeting", got)
	}
	held := chair.Follow(chair.Submit(own.Form("Träffen hölls: Föreningsmöte 15 april 2018"), "Träffen hölls: Föreningsmöte 15 april 2018")).OK(t)
	held.HasText("hållen")
	held.HasStatus("Föreningsmöte 15 april 2018 har hållits.")
	hub = chair.Get(paths.Association(farsta.Slug)).OK(t)
	hub.HasText("Har hållits")
	hub.NoText("blev det av?")
	undone := chair.Follow(chair.Submit(held.Form("Ångra"), "Ångra")).OK(t)
	undone.HasText("blev det av?")
}

func TestAbsentTwiceIsForThoseWhoMayKnow(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	chair := app.Person("Ordförande Farsta")
	app.Assign(farsta, "associationChair", fixture.Assignment{Person: chair.ID})
	app.Finish(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-60)}).ID, solna)
	app.Finish(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-20)}).ID, solna)
	page := app.As(authz.DistrictStaff, 0).Get(paths.AbsentTwice).OK(t)
	page.Valid()
	page.HasText("Farsta", "Uteblev 15 februari 2018 och 27 mars 2018.", "Ordförande: Ordförande Farsta")
	page.NoText("Solna")
	if href := page.Link("Ordförande Farsta"); href != paths.Person(chair.ID) {
		t.Errorf("the chair's page is %s", href)
	}
	board := app.As(authz.BoardMember, 0)
	board.Get(board.Get(paths.Meetings).OK(t).Link("Har inte varit med två gånger i rad")).OK(t).HasText("Farsta")
	for _, c := range []*apptest.Client{app.As(authz.Press, 0), app.As(authz.AssociationChair, farsta.ID)} {
		c.Get(paths.AbsentTwice).Is(t, http.StatusForbidden)
		c.Get(paths.Meetings).OK(t).NoLink("Har inte varit med två gånger i rad")
	}
}

// TestAttendanceByUnitIsForThoseWhoMayKnow: who stayed away is who did not come. Of the district's roles those who may
// not know which units are missing get the figure, and the attendance of a unit of their own.
func TestAttendanceByUnitIsForThoseWhoMayKnow(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	m := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-20)})
	app.Finish(m.ID, solna)
	for _, role := range []authz.Role{authz.DistrictStaff, authz.BoardMember, authz.CampaignLead, authz.Auditor} {
		app.As(role, 0).Get(paths.Meeting(m.ID)).OK(t).HasText("Farsta", "Solna")
	}
	for _, role := range []authz.Role{authz.Press, authz.Operations} {
		app.As(role, 0).Get(paths.Meeting(m.ID)).OK(t).NoText("Farsta", "Solna")
		app.As(role, 0).Get(paths.Meetings).OK(t).HasText("1 av 2 var med")
	}
	both := app.Account(authz.Press, 0)
	app.Grant(both, authz.ElectionOfficer, farsta.ID)
	page := app.With(both).Get(paths.Meeting(m.ID)).OK(t)
	page.HasText("Farsta", district.Absent.Name())
	page.NoText("Solna")
}

func TestQuestionsAreAnswered(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	county := app.Unit(store.NewUnit{Kind: district.KindCountyCouncilGroup, Name: "Landstingsgruppen"})
	m := app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-10), Held: true})
	chair := app.As(authz.AssociationChair, farsta.ID)
	form := chair.Get(chair.Get(paths.Meeting(m.ID)).OK(t).Link("Skriv in en fråga")).OK(t)
	form.Valid()
	f := form.Form("Spara frågan")
	if f.HasField("Vem frågar?") || f.Value("Vem ska svara?") != id(county.ID) {
		t.Errorf("fields %v, %q answers", f.Labels(), f.Value("Vem ska svara?"))
	}
	chair.Submit(f.Set("Fråga", "Patienten 19811218-9876 undrar"), "Spara frågan").Is(t, http.StatusUnprocessableEntity)
	page := chair.Follow(chair.Submit(f.Set("Fråga", "Blir vårdcentralen kvar?"), "Spara frågan")).OK(t)
	page.Valid()
	page.HasText("Farsta till Landstingsgruppen, 6 april 2018", "Blir vårdcentralen kvar?", "har väntat i 10 dagar")

	leader := app.As(authz.GroupLeader, county.ID)
	start := leader.Get(paths.Home).OK(t)
	start.HasText("1 fråga väntar på svar")
	list := leader.Get(start.Link("Svara på frågor från träffar")).OK(t)
	list.Valid()
	answer := leader.Get(list.Link("Svara: frågan från Farsta 6 april 2018")).OK(t)
	answer.Valid()
	done := leader.Follow(leader.Submit(answer.Form("Spara svaret").Set("Svar", "Ja, till 2020."), "Spara svaret")).OK(t)
	done.HasStatus("Svaret är sparat.")
	done.HasText("Ja, till 2020.", leader.Account.Name)
	other := app.As(authz.AssociationChair, solna.ID).Get(paths.Meeting(m.ID)).OK(t)
	other.HasText("Ja, till 2020.")
	other.NoText(leader.Account.Name)
	other.NoLink("Ändra svaret: frågan från Farsta 6 april 2018")
	chair.Get(paths.Questions).OK(t).HasText("Ja, till 2020.")
	app.As(authz.GroupLeader, app.Unit(store.NewUnit{Kind: district.KindCityHallGroup}).ID).Get(paths.Questions).OK(t).NoText("vårdcentralen")
	if leader.Get(paths.QuestionsWaiting()).OK(t); !strings.Contains(leader.Get(paths.QuestionsWaiting()).OK(t).Text(), "Ingen fråga är inskriven.") {
		t.Error("an answered question still waits")
	}
}

func TestKindsOfMeeting(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	office := app.As(authz.DistrictStaff, 0)
	list := office.Get(office.Get(paths.Meetings).OK(t).Link("Slag av träffar")).OK(t)
	list.Valid()
	if got := list.Table("Slag av träffar").Cell("Ordförandeträff", "Inbjudna"); got != "ordförande i alla partiföreningar och branschföreningar" {
		t.Errorf("invited: %q", got)
	}
	form := office.Get(list.Link("Separatistisk utbildning för kvinnor")).OK(t)
	form.Valid()
	f := form.Form("Spara")
	if f.Value("Målgrupper") != "parlamentariker, medlemmar" || f.Value("Antal per kalenderår") != "1" {
		t.Errorf("audiences %q, %q a year", f.Value("Målgrupper"), f.Value("Antal per kalenderår"))
	}
	saved := office.Follow(office.Submit(f.Set("Antal per kalenderår", "2"), "Spara")).OK(t)
	saved.HasText("2 per kalenderår för varje målgrupp")
	added := office.Get(saved.Link("Lägg till slag")).OK(t).Form("Lägg till").Set("Namn", "Valledarträff").Set("Namn i flertal", "Valledarträffar").Submit("Lägg till")
	added.Set("organisers", string(district.KindDistrict))
	office.Follow(office.Post(paths.NewMeetingKind, added)).OK(t).HasText("Valledarträff")
	app.As(authz.BoardMember, 0).Get(paths.MeetingKinds).Is(t, http.StatusForbidden)
}

// The next meetings stand in the list; those further on are behind a line, unless the list is narrowed.
func TestTheListFoldsWhatIsFarAhead(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Association("Farsta")
	for i := range 8 {
		app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(10 * (i + 1))})
	}
	office := app.As(authz.DistrictStaff, 0)
	office.Get(paths.Meetings).OK(t).NoText("Längre fram")
	app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(200)})
	page := office.Get(paths.Meetings).OK(t)
	page.Valid()
	page.Region("Kommande").HasText("Längre fram 3", "om 10 dagar", "om 200 dagar")
	if !strings.Contains(page.Body, `class="disclosure on-paper" id="langre-fram"`) {
		t.Error("on paper those further on are left out")
	}
	office.Get(paths.MeetingsOf(paths.MeetingsPlanned, 0)).OK(t).NoText("Längre fram")
}
