package demo_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"verkstad/internal/auth"
	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/planimport"
	"verkstad/internal/store"
)

func load(t *testing.T) *fixture.World {
	t.Helper()
	w := fixture.New(t)
	if err := demo.Load(w.Ctx, w.Store); err != nil {
		t.Fatal(err)
	}
	return w
}

func value[T any](t *testing.T, w *fixture.World, sql string) T {
	t.Helper()
	v, err := db.Value[T](w.Ctx, w.DB, "read for a test", sql, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDemo(t *testing.T) {
	t.Parallel()
	w := load(t)
	t.Run("marks", func(t *testing.T) { testMarks(t, w) })
	t.Run("units", func(t *testing.T) { testUnits(t, w) })
	t.Run("posts", func(t *testing.T) { testPosts(t, w) })
	t.Run("goals", func(t *testing.T) { testGoals(t, w) })
	t.Run("meetings", func(t *testing.T) { testMeetings(t, w) })
	t.Run("history", func(t *testing.T) { testHistory(t, w) })
	t.Run("revision", func(t *testing.T) { testRevision(t, w) })
	t.Run("accounts", func(t *testing.T) { testAccounts(t, w) })
	t.Run("counted", func(t *testing.T) { testCounted(t, w) })
}

func testMarks(t *testing.T, w *fixture.World) {
	if is, err := w.DB.IsDemo(w.Ctx); err != nil || !is {
		t.Errorf("is a demo: %v (%v)", is, err)
	}
	m, err := w.DB.Moment(w.Ctx)
	if err != nil || m.Today != district.MustDate("2018-04-16") || m.Today.Weekday() != 1 {
		t.Errorf("the demo begins on %s (%v), want Monday 2018-04-16", m.Today, err)
	}
	if n := value[int64](t, w, `SELECT count(*) FROM audit_log WHERE business_day > '2018-04-16'`); n != 0 {
		t.Errorf("%d audit rows of days to come", n)
	}
}

func testUnits(t *testing.T, w *fixture.World) {
	for _, c := range []struct {
		kind district.UnitKind
		want int
	}{
		{district.KindAssociation, 40}, {district.KindTradeAssociation, 11}, {district.KindCommittee, 8}, {district.KindNetwork, 4},
		{district.KindMunicipalGroup, 25}, {district.KindDistrict, 1}, {district.KindDistrictBoard, 1}, {district.KindCampaignLeadership, 1},
		{district.KindOperationsGroup, 1}, {district.KindInfoGroup, 1}, {district.KindCountyCouncilGroup, 1},
		{district.KindCityHallGroup, 1}, {district.KindParliamentaryGroup, 1},
	} {
		units, err := w.Store.Units(w.Ctx, authz.Everything, demo.Start, c.kind)
		if err != nil || len(units) != c.want {
			t.Errorf("%d units of kind %s, want %d (%v)", len(units), c.kind, c.want, err)
		}
	}
	before, err := w.Store.Units(w.Ctx, authz.Everything, district.MustDate("2017-02-20"), district.KindAssociation)
	if err != nil || len(before) != 40 { // two that are gone, and two that were founded since
		t.Errorf("%d local associations on the first day (%v)", len(before), err)
	}
	merged, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "danderyd")
	if err != nil {
		t.Fatal(err)
	}
	into, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "taby-danderyd")
	if err != nil {
		t.Fatal(err)
	}
	if merged.MergedInto == nil || *merged.MergedInto != into.ID || merged.Alive(demo.Start) {
		t.Errorf("Danderyd = %+v, want it merged into %d", merged, into.ID)
	}
	// It went through the pages' own way, and so did the one that was divided.
	rows, err := w.Store.Reorganisations(w.Ctx, authz.Everything)
	if err != nil || len(rows) != 3 || rows[0].Day != district.MustDate("2019-01-01") || !rows[0].Standing() {
		t.Fatalf("%d mergers and splits (%v), want one of them to come", len(rows), err)
	}
	if err := w.Store.CanUndoReorganisation(w.Ctx, db.CLI, authz.Everything, rows[0].ID); err != nil {
		t.Errorf("the one to come cannot be called off: %v", err)
	}
	for i, want := range []struct {
		kind district.ReorganisationKind
		day  string
		to   string
	}{{district.Merger, "2017-05-01", "Täby-Danderyd"}, {district.Split, "2017-03-12", "Nykvarn"}} {
		r := rows[i+1]
		c, err := w.Store.Reorganisation(w.Ctx, store.ReorganisationView{Scope: authz.Everything, Names: authz.Everything}, r.ID)
		if err != nil || r.Kind != want.kind || r.Day != district.MustDate(want.day) || r.To()[0].Name != want.to || len(c.Carried) != 1 || len(c.Covered) != 1 || !r.RecordedOn.After(r.Day) {
			t.Errorf("%+v, %v", c, err)
		}
	}
	if n := value[int64](t, w, `SELECT count(*) FROM units u JOIN units f ON f.id = u.split_from WHERE u.slug = 'nykvarn' AND f.slug = 'sodertalje'`); n != 1 {
		t.Error("Nykvarn was not divided off")
	}
	covers := func(day string) (n int) {
		all, err := w.Store.Covers(w.Ctx, authz.Everything, into.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			if c.Span().Contains(district.MustDate(day)) {
				n++
			}
		}
		return n
	}
	if covers("2017-04-30") != 1 || covers("2017-05-01") != 2 {
		t.Errorf("Täby-Danderyd covers %d areas before the merger and %d after", covers("2017-04-30"), covers("2017-05-01"))
	}
	// Every municipality and city district of the day has an association.
	if n := value[int64](t, w, `
		SELECT count(*) FROM areas a WHERE a.kind IN ('municipality', 'cityDistrict') AND a.slug <> 'stockholm' AND a.valid @> date '2018-04-16'
		AND NOT EXISTS (SELECT FROM unit_areas c JOIN units u ON u.id = c.unit_id
			WHERE c.area_id = a.id AND c.valid @> date '2018-04-16' AND u.kind = 'association')`); n != 0 {
		t.Errorf("%d areas without an association", n)
	}
	if n := value[int64](t, w, `SELECT count(*) FROM governing g JOIN areas a ON a.id = g.area_id
		WHERE a.kind = 'municipality' AND g.position = 'majority' AND g.valid @> date '2018-04-16'`); n != 4 {
		t.Errorf("the party governs in %d municipalities, want 4", n)
	}
	if n := value[int64](t, w, `SELECT count(*) FROM areas a WHERE a.kind = 'municipality' AND NOT EXISTS (SELECT FROM governing g WHERE g.area_id = a.id)`); n != 3 {
		t.Errorf("%d municipalities of which nothing is stated, want 3", n)
	}
}

func testPosts(t *testing.T, w *fixture.World) {
	m, err := w.Store.Matrix(w.Ctx, store.PostScopes{See: authz.Everything, Names: authz.Everything, Edit: authz.Everything}, demo.Start, store.MatrixFilter{})
	if err != nil {
		t.Fatal(err)
	}
	type counts struct{ required, filled, vacant, unknown int }
	want := map[string]counts{
		"associationChair":        {51, 49, 1, 1},
		"treasurer":               {52, 32, 3, 17}, // the district board's too
		"studyOfficer":            {51, 13, 3, 35},
		"internalFeminismOfficer": {51, 36, 7, 8},
		"electionOfficer":         {40, 31, 4, 5},
		"convenor":                {12, 9, 1, 2},
		"groupLeader":             {27, 22, 2, 3},
		"districtChair":           {1, 1, 0, 0},
		"viceChair":               {1, 1, 0, 0},
		"boardMember":             {1, 1, 0, 0},
		"campaignChair":           {1, 1, 0, 0},
		"campaignSeatBoard":       {1, 1, 0, 0},
		"campaignSeatCounty":      {1, 1, 0, 0},
		"campaignSeatCity":        {1, 1, 0, 0},
		"campaignSeatLarger":      {1, 1, 0, 0},
		"campaignSeatSmaller":     {1, 0, 1, 0},
		"campaignSeatParliament":  {1, 0, 0, 1},
	}
	endSoon, comingSoon := 0, 0
	for _, p := range m.Posts {
		if got := (counts{p.Required, p.Filled, p.Vacant, p.Unknown}); got != want[p.Key] {
			t.Errorf("%s: %+v, want %+v", p.Key, got, want[p.Key])
		}
		delete(want, p.Key)
		endSoon += p.EndsSoon
	}
	if len(want) != 0 {
		t.Errorf("posts that are not in the matrix: %v", want)
	}
	sharedPosts := 0
	for _, u := range m.Units {
		for _, c := range u.Cells {
			comingSoon += len(c.Coming)
			if len(c.Holders) > 1 {
				sharedPosts++
			}
		}
	}
	if endSoon < 4 || comingSoon < 2 || sharedPosts < 4 {
		t.Errorf("%d posts end soon, %d have somebody coming, %d are shared", endSoon, comingSoon, sharedPosts)
	}
	for what, n := range map[string]int64{
		"struck":  value[int64](t, w, `SELECT count(*) FROM assignments WHERE struck_at IS NOT NULL`),
		"ended":   value[int64](t, w, `SELECT count(*) FROM assignments WHERE upper(valid) <= '2018-04-16'`),
		"to come": value[int64](t, w, `SELECT count(*) FROM assignments WHERE lower(valid) > '2018-04-16'`),
		"stated":  value[int64](t, w, `SELECT count(*) FROM vacancies`),
	} {
		if n == 0 {
			t.Errorf("no assignments or vacancies that are %s", what)
		}
	}
	if n := value[int64](t, w, `SELECT count(*) FROM assignments`); n < 200 || n > 400 {
		t.Errorf("%d assignments", n)
	}
}

// goalStates are the goals of the plan in order, with what they and their measures are on the first day of the demo.
var goalStates = []struct {
	code  measure.Code
	word  string
	codes []measure.Code
}{
	{measure.Done, "klart", []measure.Code{measure.Done, measure.Done}},
	{measure.OnTrack, "i fas", []measure.Code{measure.OnTrack, measure.OnTrack, measure.OnTrack}},
	{measure.Behind, "ligger efter", []measure.Code{measure.Behind}},
	{measure.Judged, "bedömt av DS: delvis", []measure.Code{measure.Judged, measure.OnTrack, measure.OnTrack, measure.OnTrack}},
	{measure.OnTrack, "i fas", []measure.Code{measure.OnTrack}}, // a year that was missed beside it
	{measure.Awaiting, "väntar på bedömning", []measure.Code{measure.Awaiting, measure.Told, measure.Told}},
	{measure.OnTrack, "i fas", []measure.Code{measure.MetToday, measure.OnTrack, measure.Told, measure.Told}},
	{measure.Behind, "ligger efter", []measure.Code{measure.Behind}},
	{measure.NotStarted, "börjar 10 sep 2018", []measure.Code{measure.NotStarted, measure.NotStarted}},
	{measure.OnTrack, "i fas", []measure.Code{measure.OnTrack, measure.MetToday, measure.Told}},
	{measure.Unreachable, "kan inte längre nås", []measure.Code{measure.Unreachable}},
	{measure.NoBasis, "underlag saknas", nil},
	{measure.OnTrack, "i fas", []measure.Code{measure.MetToday, measure.OnTrack, measure.MetToday, measure.OnTrack}},
	{measure.Judged, "bedömt av DS: till stor del", []measure.Code{measure.Judged}},
	{measure.NoBasis, "underlag saknas", []measure.Code{measure.NoBasis, measure.Told}},
	{measure.OnTrack, "i fas", []measure.Code{measure.OnTrack, measure.MetToday, measure.OnTrack}}, // a year that was missed beside it
	{measure.Behind, "ligger efter", []measure.Code{measure.Behind, measure.OnTrack}},
	{measure.MetToday, "uppfyllt i dag", []measure.Code{measure.MetToday, measure.MetToday, measure.MetToday}},
}

func testGoals(t *testing.T, w *fixture.World) {
	plans, err := w.Store.Plans(w.Ctx, demo.Start)
	if err != nil || len(plans) != 2 {
		t.Fatalf("%d plans (%v)", len(plans), err)
	}
	for _, p := range plans {
		if p.Kind == district.OperationalPlan && (p.From != district.MustDate("2017-02-18") || p.Period().Last() != district.MustDate("2019-03-31") || p.Approved != 20) {
			t.Errorf("plan = %+v", p)
		}
		// What the text promises outside its lists of goals waits for a review: there is something to do there.
		if p.Proposed == 0 || p.Rejected != 0 {
			t.Errorf("%s has %d sentences that wait and %d rejected", p.Name, p.Proposed, p.Rejected)
		}
	}
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{Origin: planimport.Formal}, []district.Date{demo.Start})
	if err != nil {
		t.Fatal(err)
	}
	if len(goals) != len(goalStates) {
		t.Fatalf("%d goals, want %d", len(goals), len(goalStates))
	}
	var seen []measure.Code
	for i, g := range goals {
		want, status := goalStates[i], g.Status(demo.Start)
		if status.Code != want.code || status.Word != want.word {
			t.Errorf("goal %d %q: %s, want %s %s", g.Number, g.Title, status, want.code, want.word)
		}
		var codes []measure.Code
		for _, m := range g.Measures {
			codes = append(codes, m.Now.Status.Code)
			seen = append(seen, m.Now.Status.Group())
		}
		if !slices.Equal(codes, want.codes) {
			t.Errorf("goal %d %q: measures are %v, want %v", g.Number, g.Title, codes, want.codes)
		}
		seen = append(seen, codes...)
		if len(g.Units) == 0 || g.Sentence == "" || len(g.SectionPath) == 0 {
			t.Errorf("goal %d %q has %d responsible units, sentence %q in %v", g.Number, g.Title, len(g.Units), g.Sentence, g.SectionPath)
		}
	}
	for _, c := range measure.Codes() {
		if !slices.Contains(seen, c) {
			t.Errorf("no measure is %s", c)
		}
	}
	// Enough is known to call the third goal late; too little of the fifteenth.
	if p := goals[2].Measures[0].Now.Coverage; p.Yes != 36 || p.Total != 51 || !p.KnownEnough() || p.Split() != "51 (40 lokala + 11 bransch)" {
		t.Errorf("internal feminism officers: %+v, %s", p, p.Split())
	}
	if p := goals[14].Measures[0].Now.Coverage; p.KnownEnough() {
		t.Errorf("study officers: %+v", p)
	}
}

func testHistory(t *testing.T, w *fixture.World) {
	days := []district.Date{district.MustDate("2017-03-01"), district.MustDate("2017-10-01"), district.MustDate("2017-10-02"), demo.Start}
	goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{}, days)
	if err != nil {
		t.Fatal(err)
	}
	m := goals[2].Measures[0]
	if len(m.Versions) != 2 {
		t.Fatalf("%d definitions of the third goal's measure, want 2", len(m.Versions))
	}
	for i, kinds := range [][]district.UnitKind{{district.KindAssociation}, {district.KindAssociation}, district.AssociationKinds(), district.AssociationKinds()} {
		if got := m.Trend[i].Version.Population.Kinds; !slices.Equal(got, kinds) {
			t.Errorf("on %s it counts %v, want %v", days[i], got, kinds)
		}
	}
	if a, b := m.Trend[0].Coverage.Yes, m.Trend[3].Coverage.Yes; a >= b || a == 0 {
		t.Errorf("the curve goes from %d to %d", a, b)
	}
	o := goals[1].Measures[0]
	if len(o.Overrides) != 1 || o.Now.Version.Due != district.MustDate("2019-05-25") || o.Trend[0].Version.Due != district.MustDate("2019-06-05") || o.Overrides[0].Reason == "" {
		t.Errorf("corrected dates = %+v, due %s, before %s", o.Overrides, o.Now.Version.Due, o.Trend[0].Version.Due)
	}
	holding, past := 0, 0
	for _, g := range goals {
		for _, n := range g.Notes {
			if n.By == "" {
				t.Errorf("a note without a name on goal %d", g.Number)
			}
			if n.Valid().Contains(demo.Start) {
				holding++
				if last := n.Valid().Last(); last.Month() != 5 || last.Year() != 2018 {
					t.Errorf("the note holds through %s", last)
				}
			} else {
				past++
			}
		}
	}
	if holding != 1 || past != 1 {
		t.Errorf("%d notes hold and %d have expired, want one of each", holding, past)
	}
	comments, err := w.Store.Comments(w.Ctx, goals[2].ID)
	if err != nil || len(comments) != 2 || len(comments[1].Earlier) != 1 || comments[1].Day != district.MustDate("2018-03-12") {
		t.Errorf("comments = %+v (%v)", comments, err)
	}
	if n := value[int64](t, w, `SELECT count(DISTINCT business_day) FROM audit_log`); n < 5 {
		t.Errorf("the log is of %d days", n)
	}
}

func testAccounts(t *testing.T, w *fixture.World) {
	want := map[string][]authz.Role{
		"kansliet@demo.example":                {authz.DistrictStaff},
		"styrelsen@demo.example":               {authz.BoardMember},
		"valledningen@demo.example":            {authz.CampaignLead},
		"operativa@demo.example":               {authz.Operations},
		"infogruppen@demo.example":             {authz.Press},
		"ordforande.farsta@demo.example":       {authz.AssociationChair},
		"ordforande.sodertalje@demo.example":   {authz.AssociationChair},
		"ordforande.huddinge@demo.example":     {authz.AssociationChair, authz.BoardMember},
		"valansvarig.solna@demo.example":       {authz.ElectionOfficer},
		"studieutskottet@demo.example":         {authz.CommitteeLead},
		"gruppledare.landstinget@demo.example": {authz.GroupLeader},
		"gruppledare.botkyrka@demo.example":    {authz.GroupLeader},
		"valberedningen@demo.example":          {authz.Nominating},
		"revisor@demo.example":                 {authz.Auditor},
	}
	type grant struct {
		Email, Name string
		Password    bool
		Role        authz.Role
		Unit        string
	}
	rows, err := db.Many[grant](w.Ctx, w.DB, "read grants", `
		SELECT a.email, p.name, a.password_hash IS NOT NULL AS password, g.role, coalesce(u.slug, '') AS unit
		FROM accounts a JOIN people p ON p.id = a.person_id
		JOIN grants g ON g.account_id = a.id AND g.valid @> @day::date LEFT JOIN units u ON u.id = g.unit_id ORDER BY a.email, g.role`,
		pgx.StrictNamedArgs{"day": demo.Start})
	if err != nil {
		t.Fatal(err)
	}
	roles, names := map[string][]authz.Role{}, map[string]string{}
	for _, r := range rows {
		roles[r.Email], names[r.Email] = append(roles[r.Email], r.Role), r.Name
		if !r.Password && r.Email != "ordforande.kista@demo.example" {
			t.Errorf("%s has no password", r.Email)
		}
	}
	var all []authz.Role
	for _, a := range demo.Accounts() {
		if !slices.Equal(roles[a.Email], want[a.Email]) {
			t.Errorf("%s has the roles %v, want %v", a.Email, roles[a.Email], want[a.Email])
		}
		if a.About == "" {
			t.Errorf("nothing is told about %s", a.Email)
		}
		all = append(all, want[a.Email]...)
		delete(want, a.Email)
		if wrong := auth.CheckNewPassword(demo.Password, a.Email, names[a.Email]); wrong != nil {
			t.Errorf("the password is too easy for %s: %v", a.Email, wrong)
		}
	}
	if len(want) != 0 {
		t.Errorf("accounts that are not told of: %v", want)
	}
	for _, r := range authz.Roles() {
		if !slices.Contains(all, r) {
			t.Errorf("nobody is %s", r)
		}
	}
	if len(roles["ordforande.kista@demo.example"]) != 1 || len(roles["tidigare.solna@demo.example"]) != 0 {
		t.Errorf("the invited one has %v, the former chair %v", roles["ordforande.kista@demo.example"], roles["tidigare.solna@demo.example"])
	}
	if n := value[int64](t, w, `SELECT count(*) FROM account_links WHERE kind = 'invitation' AND used_at IS NULL`); n != 1 {
		t.Errorf("%d open invitations, want 1", n)
	}
	if n := value[int64](t, w, `SELECT count(*) FROM grants g JOIN accounts a ON a.id = g.account_id LEFT JOIN assignments s ON s.id = g.assignment_id
		WHERE g.role <> 'district_staff' AND (s.id IS NULL OR s.person_id <> a.person_id)`); n != 0 {
		t.Errorf("%d grants do not follow an assignment of their own person", n)
	}
	a, err := auth.New(w.DB, auth.Options{SecondFactorOptional: true})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/logga-in", nil)
	from := auth.Caller{IP: "192.0.2.1"}
	if _, err := a.CheckPassword(w.Ctx, r, from, "ordforande.farsta@demo.example", demo.Password); err != nil {
		t.Errorf("the chair of Farsta cannot log in: %v", err)
	}
	if _, err := a.CheckPassword(w.Ctx, r, from, "ordforande.kista@demo.example", demo.Password); !errors.Is(err, auth.ErrWrongPassword) {
		t.Errorf("who has not accepted the invitation: %v", err)
	}
}

func TestLoadTwice(t *testing.T) {
	t.Parallel()
	w := load(t)
	before := value[int64](t, w, `SELECT count(*) FROM audit_log`)
	var invalid *district.Invalid
	if err := demo.Load(w.Ctx, w.Store); !errors.As(err, &invalid) {
		t.Errorf("error = %v, want one that says why", err)
	}
	if after := value[int64](t, w, `SELECT count(*) FROM audit_log`); after != before {
		t.Errorf("the refused load wrote %d audit rows", after-before)
	}
}

func TestLoadRefusesAccounts(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	if _, err := w.Store.CreateAccount(w.Ctx, w.Actor, db.OnceKey{}, store.NewAccount{Name: "Ombudsman", Email: "ombudsman@example.org"}); err != nil {
		t.Fatal(err)
	}
	var invalid *district.Invalid
	if err := demo.Load(w.Ctx, w.Store); !errors.As(err, &invalid) {
		t.Errorf("error = %v, want one that says why", err)
	}
	if is, err := w.DB.IsDemo(w.Ctx); err != nil || is {
		t.Errorf("is a demo: %v (%v)", is, err)
	}
	if n := value[int64](t, w, `SELECT count(*) FROM units`); n != 0 {
		t.Errorf("%d units in a database that was refused", n)
	}
}

// TestLoadLeavesNothing stops a load half way: an association of the demo's name is there already.
func TestLoadLeavesNothing(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	w.Association("Vaxholm")
	if err := demo.Load(w.Ctx, w.Store); err == nil {
		t.Fatal("two associations have one name")
	}
	if is, err := w.DB.IsDemo(w.Ctx); err != nil || is {
		t.Errorf("is a demo: %v (%v)", is, err)
	}
	if n := value[int64](t, w, `SELECT (SELECT count(*) FROM units) + (SELECT count(*) FROM people) + (SELECT count(*) FROM accounts)`); n != 1 {
		t.Errorf("%d records after a load that failed, want the one that was there", n)
	}
}

// TestLoadIsTheSameEveryTime compares what two loads made.
func TestLoadIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	const all = `SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
		SELECT format('a %s %s %s %s %s', u.slug, p.key, pe.name, a.valid, a.gender) AS x
			FROM assignments a JOIN units u ON u.id = a.unit_id JOIN posts p ON p.id = a.post_id JOIN people pe ON pe.id = a.person_id
		UNION ALL SELECT format('u %s %s %s %s', slug, alive, purpose, revision) FROM units
		UNION ALL SELECT format('c %s %s', kind, value) FROM unit_contacts
		UNION ALL SELECT format('p %s %s %s', kind, value, visibility) FROM person_contacts
		UNION ALL SELECT format('m %s %s %s', title, due, done_on) FROM milestones
		UNION ALL SELECT format('l %s %s %s %s', id, business_day, record, action) FROM audit_log) x`
	one := value[string](t, load(t), all)
	if other := value[string](t, load(t), all); one != other {
		t.Error("two loads differ")
	}
}

// TestChairMendsTheGoal is the first thing that a visitor tries: the chair of Farsta names the one who is missing, and
// the goal moves.
func TestChairMendsTheGoal(t *testing.T) {
	t.Parallel()
	w := load(t)
	farsta, err := w.Store.UnitBySlug(w.Ctx, authz.Everything, "farsta")
	if err != nil {
		t.Fatal(err)
	}
	yes := func() int {
		goals, err := w.Store.Goals(w.Ctx, store.GoalFilter{}, []district.Date{demo.Start})
		if err != nil {
			t.Fatal(err)
		}
		return goals[2].Measures[0].Now.Coverage.Yes
	}
	before := yes()
	own := authz.Scope{Units: []int64{farsta.ID}}
	if _, err := w.Store.Assign(context.WithoutCancel(w.Ctx), w.Actor, db.OnceKey{}, own, store.NewAssignment{Unit: farsta.ID,
		Post: w.Post("internalFeminismOfficer").ID, NewName: "Ny internfeministiskt ansvarig Farsta", From: demo.Start}); err != nil {
		t.Fatal(err)
	}
	if after := yes(); after != before+1 {
		t.Errorf("%d before and %d after", before, after)
	}
}
