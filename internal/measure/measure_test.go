package measure

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verkstad/internal/district"
)

var day = district.MustDate

// fieldsOf returns the names of the fields that an error complains about, and fails on any other error.
func fieldsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var bad *district.Invalid
	if !errors.As(err, &bad) {
		t.Fatalf("not a *district.Invalid: %v", err)
	}
	var out []string
	for _, f := range bad.Fields {
		if f.Message == "" || !strings.HasSuffix(f.Message, ".") {
			t.Errorf("field %q: message %q is no sentence", f.Field, f.Message)
		}
		out = append(out, f.Field)
	}
	return out
}

func TestKinds(t *testing.T) {
	if len(Kinds()) != 5 {
		t.Errorf("%d kinds", len(Kinds()))
	}
	for _, k := range Kinds() {
		if !k.Valid() || k.Name() == "" {
			t.Errorf("kind %q has no name", k)
		}
		for _, slug := range []string{k.Slug(), string(k)} {
			if got, ok := KindBySlug(slug); !ok || got != k || slug == "" {
				t.Errorf("%q in an address is %q", slug, got)
			}
		}
		if len(RhythmsFor(k)) == 0 {
			t.Errorf("kind %q has no rhythm", k)
		}
		for _, r := range RhythmsFor(k) {
			if r.Name() == "" {
				t.Errorf("rhythm %q has no name", r)
			}
		}
	}
	for _, k := range []Kind{"", "composite", "Coverage"} {
		if k.Valid() {
			t.Errorf("kind %q is valid", k)
		}
	}
}

func TestIndicators(t *testing.T) {
	seen := map[string]bool{}
	for _, i := range declared {
		if seen[i.Key] {
			t.Errorf("%s twice", i.Key)
		}
		seen[i.Key] = true
		if !i.Kind.Valid() || i.Name == "" || i.Sentence == "" || i.Asks == "" || i.From == "" || i.Example == "" || i.Heading == "" || i.Slug == "" {
			t.Errorf("%s is not declared in full", i.Key)
		}
		if got, ok := IndicatorByKey(i.Key); ok == slices.Contains(uncounted, i.Key) || ok && got.Key != i.Key {
			t.Errorf("%s is found by its key: %v", i.Key, ok)
		}
		if (i.Kind == KindCoverage) != (i.Units != UnitWords{}) {
			t.Errorf("%s has the words %+v for units", i.Key, i.Units)
		}
		if s := i.Explain(nil); strings.ContainsAny(s, "{}") || !strings.HasSuffix(s, ".") {
			t.Errorf("%s explains itself as %q", i.Key, s)
		}
		for _, p := range i.Params {
			if !strings.Contains(i.Sentence, "{"+p.Place+"}") || p.Label == "" || p.Name == "" || p.Type == "" || !p.Optional && (p.Missing == "" || p.Neutral == "" && p.When == (When{})) ||
				p.Type == ParamYes && p.Phrase == "" || (p.Type == ParamCount) != (p.One != "" && p.Several != "") || (p.Type == ParamOption) != (len(p.Options) > 0) {
				t.Errorf("%s: parameter %+v", i.Key, p)
			}
		}
	}
	for _, key := range append([]string{PostCoverage, Milestones, BoardJudgement}, uncounted...) {
		if !seen[key] {
			t.Errorf("%s is not declared", key)
		}
	}
	if _, ok := IndicatorByKey("nothing"); ok {
		t.Error("an unknown key is found")
	}
}

func TestExplain(t *testing.T) {
	i, _ := IndicatorByKey(PostCoverage)
	got := i.Explain(map[string]string{"post": "Internfeministiskt ansvarig", "population": "alla partiföreningar"})
	want := "Vi räknar hur många som har en internfeministiskt ansvarig den dagen, av alla partiföreningar. " +
		"Okänt räknas varken som ja eller nej."
	if got != want {
		t.Errorf("got %q", got)
	}
	if got := i.Explain(map[string]string{"post": "IT-ansvarig"}); !strings.Contains(got, "en IT-ansvarig den") {
		t.Errorf("got %q", got)
	}
}

func TestIndicatorCheck(t *testing.T) {
	tests := []struct {
		key, params string
		want        []string
	}{
		{PostCoverage, `{"postId":3}`, nil},
		{PostCoverage, ` {"postId":3} `, nil},
		{PostCoverage, ``, []string{"postId"}},
		{PostCoverage, `{}`, []string{"postId"}},
		{PostCoverage, `{"postId":0}`, []string{"postId"}},
		{PostCoverage, `{"postId":-1}`, []string{"postId"}},
		{PostCoverage, `{"postId":"3"}`, []string{"postId"}},
		{PostCoverage, `{"postId":1.5}`, []string{"postId"}},
		{PostCoverage, `{"postId":3,"area":1}`, []string{"postId"}},
		{PostCoverage, `{"postId":3} {}`, []string{"postId"}},
		{PostCoverage, `[3]`, []string{"postId"}},
		{PostCoverage, `null`, []string{"postId"}},
		{MeetingFrequency, `{"kindId":3}`, nil},
		{MeetingFrequency, `{"kindId":3,"audiences":["a","b"],"consultation":true}`, nil},
		{MeetingFrequency, `{"kindId":3,"audiences":[],"consultation":false}`, nil},
		{MeetingFrequency, `{"kindId":3,"audiences":["a","a"]}`, []string{"audiences"}},
		{MeetingFrequency, `{"kindId":3,"audiences":"a"}`, []string{"audiences"}},
		{MeetingFrequency, `{"kindId":3,"audiences":[" "]}`, []string{"audiences"}},
		{MeetingFrequency, `{"audiences":["a"],"consultation":"ja"}`, []string{"kindId", "consultation"}},
		{MeetingFrequency, `{"kindId":3,"perYear":4}`, []string{"kindId"}},
		{MeetingVolume, `{"kindIds":[3,4]}`, nil},
		{MeetingVolume, `{"kindIds":[]}`, []string{"kindIds"}},
		{MeetingVolume, `{"kindIds":[3,3]}`, []string{"kindIds"}},
		{MeetingVolume, `{"kindIds":[0]}`, []string{"kindIds"}},
		{RecordFrequency, `{"kindIds":[3,4]}`, nil},
		{RecordFrequency, `{}`, []string{"kindIds"}},
		{RecordFrequency, `{"kindIds":[3,3]}`, []string{"kindIds"}},
		{RecordFrequency, `{"kindIds":[3],"people":true}`, []string{"kindIds"}},
		{AttendanceCoverage, `{"kindId":3,"atLeast":1,"window":"last"}`, nil},
		{AttendanceCoverage, `{"kindId":3,"atLeast":0,"window":"ever"}`, []string{"atLeast", "window"}},
		{AttendanceCoverage, `{"kindId":3,"atLeast":1001,"window":"calendarYear"}`, []string{"atLeast"}},
		{Milestones, ``, nil},
		{Milestones, `{}`, nil},
		{Milestones, `{"postId":3}`, []string{"indicator"}},
		{BoardJudgement, `{}`, nil},
		{BoardJudgement, `{"a":1}`, []string{"indicator"}},
		{BoardJudgement, `3`, []string{"indicator"}},
	}
	for _, tt := range tests {
		i, _ := declaredBy(tt.key)
		if got := fieldsOf(t, i.Check(json.RawMessage(tt.params))); !slices.Equal(got, tt.want) {
			t.Errorf("%s %s: complaints about %v, want %v", tt.key, tt.params, got, tt.want)
		}
	}
	p, err := ReadPostCoverage(PostCoverageParams{PostID: 7}.JSON())
	if err != nil || p.PostID != 7 {
		t.Errorf("written and read: %+v, %v", p, err)
	}
	if got := string(PostCoverageParams{PostID: 7}.JSON()); got != `{"postId":7}` {
		t.Errorf("JSON is %s", got)
	}
}

// TestParamsOfForms writes the values of a form as parameters and reads them back.
func TestParamsOfForms(t *testing.T) {
	for _, tt := range []struct {
		key    string
		values map[string][]string
		want   string
	}{
		{PostCoverage, map[string][]string{"postId": {"7"}, "other": {"1"}}, `{"postId":7}`},
		{MeetingFrequency, map[string][]string{"kindId": {"3"}, "audiences": {"members", "staff"}, "consultation": {"ja"}},
			string(MeetingFrequencyParams{KindID: 3, Audiences: []string{"members", "staff"}, Consultation: true}.JSON())},
		{MeetingVolume, map[string][]string{"kindIds": {"3", "4"}}, string(MeetingVolumeParams{KindIDs: []int64{3, 4}}.JSON())},
		{RecordFrequency, map[string][]string{"kindIds": {"3", "4"}}, string(RecordFrequencyParams{KindIDs: []int64{3, 4}}.JSON())},
		{RecordVolume, map[string][]string{"kindIds": {"3"}}, string(RecordVolumeParams{KindIDs: []int64{3}}.JSON())},
		{RecordCoverage, map[string][]string{"kindId": {"3"}, "atLeast": {"2"}}, string(RecordCoverageParams{KindID: 3, AtLeast: 2}.JSON())},
		{DocumentSteps, map[string][]string{"documentIds": {"5"}}, string(DocumentStepsParams{DocumentIDs: []int64{5}}.JSON())},
		{AttendanceCoverage, map[string][]string{"kindId": {"3"}, "atLeast": {"2"}, "window": {"last"}},
			string(AttendanceCoverageParams{KindID: 3, AtLeast: 2, Window: "last"}.JSON())},
		{AssessmentCoverage, map[string][]string{"questionId": {"3"}, "maxAgeMonths": {"12"}, "partly": {"ja"}},
			string(AssessmentCoverageParams{QuestionID: 3, Partly: true, MaxAgeMonths: 12}.JSON())},
		{Milestones, nil, `{}`},
	} {
		i, _ := declaredBy(tt.key)
		got := i.ParamsFrom(tt.values)
		var a, b any
		if json.Unmarshal(got, &a) != nil || json.Unmarshal([]byte(tt.want), &b) != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: written as %s, want %s", tt.key, got, tt.want)
		}
		if err := i.Check(got); err != nil {
			t.Errorf("%s: %s is refused: %v", tt.key, got, err)
		}
		for name, values := range i.Values(got) {
			if !slices.Equal(values, tt.values[name]) {
				t.Errorf("%s: %s read back as %v", tt.key, name, values)
			}
		}
	}
	i, _ := declaredBy(MeetingFrequency)
	if got := fieldsOf(t, i.Check(i.ParamsFrom(map[string][]string{"kindId": {"tre"}}))); !slices.Equal(got, []string{"kindId"}) {
		t.Errorf("a word for an id: complaints about %v", got)
	}
	if i.Values(json.RawMessage(`[1]`)) != nil {
		t.Error("values of no parameters")
	}
}

func TestPlaces(t *testing.T) {
	name := func(typ ParamType, value string) string {
		return map[ParamType]map[string]string{ParamMeetingKind: {"3": "Ordförandeträffar"}, ParamAudience: {"a": "Förtroendevalda", "b": "Medlemmar"}}[typ][value]
	}
	i, _ := declaredBy(MeetingFrequency)
	places := i.Places(MeetingFrequencyParams{KindID: 3, Audiences: []string{"a", "b"}, Consultation: true}.JSON(), name)
	want := "Vi räknar ordförandeträffar som har hållits under varje kalenderår, var för sig för förtroendevalda och medlemmar och där samrådet om programmet är gjort."
	if got := i.Explain(places); !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
	if got := i.Title(places); got != "Ordförandeträffar per kalenderår" {
		t.Errorf("got %q", got)
	}
	if got := i.Explain(i.Places(MeetingFrequencyParams{KindID: 4}.JSON(), name)); !strings.HasPrefix(got, "Vi räknar träffar som har hållits under varje kalenderår. ") {
		t.Errorf("got %q", got)
	}
	i, _ = declaredBy(AttendanceCoverage)
	got := i.Explain(i.Places(AttendanceCoverageParams{KindID: 3, AtLeast: 2, Window: "last"}.JSON(), name))
	if !strings.HasPrefix(got, "Vi räknar hur många som har varit med på ordförandeträffar minst 2 gånger i rad, räknat från den senaste, av ") {
		t.Errorf("got %q", got)
	}
	if got := i.Places(AttendanceCoverageParams{KindID: 3, AtLeast: 1, Window: "last"}.JSON(), name)["atLeast"]; got != "1 gång" {
		t.Errorf("got %q", got)
	}
	if a := frequency(1, nil, "b", "a").Audiences(); !slices.Equal(a, []string{"b", "a"}) || coverage().Audiences() != nil {
		t.Errorf("audiences %v", a)
	}
}

func coverage() Definition {
	return Definition{
		Kind: KindCoverage, Indicator: PostCoverage, Params: PostCoverageParams{PostID: 1}.JSON(),
		Population: Population{Kinds: district.AssociationKinds()}, Target: All(), Rhythm: Rhythm{Kind: RhythmStanding},
	}
}

func TestDefinitionCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Definition)
		want   []string
	}{
		{"as it should be", func(*Definition) {}, nil},
		{"dates in order", func(d *Definition) {
			d.Earliest, d.Due, d.Latest = day("2018-01-01"), day("2018-01-01"), day("2018-01-01")
		}, nil},
		{"no kind", func(d *Definition) { d.Kind = "" }, []string{"kind"}},
		{"unknown indicator", func(d *Definition) { d.Indicator = "x" }, []string{"indicator"}},
		{"indicator of another kind", func(d *Definition) { d.Indicator = Milestones }, []string{"indicator"}},
		{"indicator of no frequency", func(d *Definition) {
			d.Kind, d.Target, d.Rhythm = KindFrequency, Target{TargetCount, 4}, Rhythm{Kind: RhythmCalendar, Years: []int{2017}}
		}, []string{"indicator"}},
		{"no post", func(d *Definition) { d.Params = nil }, []string{"postId"}},
		{"nobody", func(d *Definition) { d.Population = Population{} }, []string{"kinds"}},
		{"target", func(d *Definition) { d.Target = Target{TargetPercent, 101} }, []string{"target"}},
		{"rhythm", func(d *Definition) { d.Rhythm.Kind = RhythmYearly }, []string{"rhythm"}},
		{"due before earliest", func(d *Definition) {
			d.Earliest, d.Due = day("2018-02-01"), day("2018-01-31")
		}, []string{"due"}},
		{"latest before due", func(d *Definition) { d.Due, d.Latest = day("2018-02-01"), day("2018-01-31") }, []string{"latest"}},
		{"latest before earliest", func(d *Definition) {
			d.Earliest, d.Latest = day("2018-02-01"), day("2018-01-31")
		}, []string{"latest"}},
		{"steps above 100 %", func(d *Definition) {
			d.Target = Target{TargetPercent, 90}
			d.Rhythm = Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2018-01-01"), 101}}}
		}, []string{"steps"}},
		{"steps above 100 units", func(d *Definition) {
			d.Rhythm = Rhythm{Kind: RhythmSteps, Steps: []Step{{day("2018-01-01"), 101}}}
		}, nil},
		{"delivery", func(d *Definition) { *d = Definition{Kind: KindDelivery, Indicator: Milestones} }, nil},
		{"judgement", func(d *Definition) {
			*d = Definition{Kind: KindJudgement, Indicator: BoardJudgement, Rhythm: Rhythm{Kind: RhythmYearly}}
		}, nil},
		{"everything at once", func(d *Definition) {
			d.Params, d.Population, d.Rhythm = nil, Population{}, Rhythm{Kind: "x"}
		}, []string{"postId", "kinds", "rhythm"}},
	}
	for _, tt := range tests {
		d := coverage()
		tt.change(&d)
		if got := fieldsOf(t, d.Check()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: complaints about %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestAt(t *testing.T) {
	defs := []Definition{
		{Label: "old", Valid: district.Span{Until: day("2018-01-01")}},
		{Label: "new", Valid: district.Span{From: day("2018-01-01"), Until: day("2018-06-01")}},
	}
	tests := []struct{ on, want string }{
		{"2001-01-01", "old"}, {"2017-12-31", "old"}, {"2018-01-01", "new"}, {"2018-05-31", "new"}, {"2018-06-01", ""},
	}
	for _, tt := range tests {
		d, ok := At(defs, day(tt.on))
		if d.Label != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v", tt.on, d.Label, ok)
		}
	}
	if _, ok := At(nil, day("2018-01-01")); ok {
		t.Error("a definition out of nothing")
	}
}

func TestEffective(t *testing.T) {
	def := coverage()
	def.Due = day("2019-06-09")
	overrides := []DateOverride{
		{ID: 1, Field: FieldDue, Day: day("2019-05-26"), Reason: "Valdagen är beslutad", Valid: district.Span{From: day("2018-05-01"), Until: day("2018-09-01")}},
		{ID: 2, Field: FieldDue, Day: day("2019-05-20"), Valid: district.Span{From: day("2018-09-01")}},
		{ID: 3, Field: FieldLatest, Day: day("2019-12-31"), Valid: district.Span{From: day("2018-09-01")}},
		{ID: 4, Field: "valid", Day: day("2019-12-31")},
	}
	tests := []struct {
		on, due, latest string
		corrections     int
	}{
		{"2018-04-30", "2019-06-09", "", 0},
		{"2018-05-01", "2019-05-26", "", 1},
		{"2018-08-31", "2019-05-26", "", 1},
		{"2018-09-01", "2019-05-20", "2019-12-31", 2},
	}
	again := def
	for _, tt := range tests {
		again = Effective(again, overrides, day(tt.on)) // from an effective one: starts anew
		for _, got := range []Definition{Effective(def, overrides, day(tt.on)), again} {
			if got.Due.String() != tt.due || got.Latest.String() != tt.latest || len(got.Corrections) != tt.corrections {
				t.Errorf("%s: due %v, latest %v, %d corrections", tt.on, got.Due, got.Latest, len(got.Corrections))
			}
			if got.PlanDate(FieldDue) != def.Due || !got.PlanDate(FieldLatest).IsZero() || !got.PlanDate("x").IsZero() {
				t.Errorf("%s: the plan's own dates are lost", tt.on)
			}
		}
	}
	if def.Due != day("2019-06-09") || def.Corrections != nil {
		t.Error("the definition was changed")
	}
	for _, f := range DateFields() {
		if f.Name() == "" {
			t.Errorf("%q has no name", f)
		}
	}
}

func TestPopulationJSON(t *testing.T) {
	for _, tt := range []struct {
		p    Population
		want string
	}{
		{Population{}, `{}`},
		{Population{Kinds: district.AssociationKinds()}, `{"kinds":["association","tradeAssociation"]}`},
		{Population{Kinds: []district.UnitKind{"committee"}, Except: []int64{4, 2}, MinAgeMonths: 6},
			`{"kinds":["committee"],"except":[4,2],"minAgeMonths":6}`},
	} {
		if got := string(tt.p.JSON()); got != tt.want {
			t.Errorf("written as %s, want %s", got, tt.want)
		}
		got, err := ReadPopulation([]byte(tt.want))
		if err != nil || !reflect.DeepEqual(got, tt.p) {
			t.Errorf("%s read as %+v, %v", tt.want, got, err)
		}
	}
	if p, err := ReadPopulation(nil); err != nil || !reflect.DeepEqual(p, Population{}) {
		t.Errorf("nothing read as %+v, %v", p, err)
	}
	for _, bad := range []string{`[]`, `{"kind":"x"}`, `{"kinds":"association"}`, `{`, `{} x`} {
		if _, err := ReadPopulation([]byte(bad)); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

func TestPopulationCheck(t *testing.T) {
	a := []district.UnitKind{district.KindAssociation}
	tests := []struct {
		p    Population
		want []string
	}{
		{Population{Kinds: a}, nil},
		{Population{Kinds: district.UnitKinds(), Except: []int64{1, 2}, MinAgeMonths: 120}, nil},
		{Population{}, []string{"kinds"}},
		{Population{Kinds: []district.UnitKind{"club"}}, []string{"kinds"}},
		{Population{Kinds: append(a, a...)}, []string{"kinds"}},
		{Population{Kinds: a, Except: []int64{0}}, []string{"except"}},
		{Population{Kinds: a, Except: []int64{3, 3}}, []string{"except"}},
		{Population{Kinds: a, MinAgeMonths: -1}, []string{"minAgeMonths"}},
		{Population{Kinds: a, MinAgeMonths: 121}, []string{"minAgeMonths"}},
	}
	for _, tt := range tests {
		if got := fieldsOf(t, tt.p.Check()); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: complaints about %v, want %v", tt.p, got, tt.want)
		}
	}
}

func TestPopulationIncludes(t *testing.T) {
	p := Population{Kinds: district.AssociationKinds(), Except: []int64{9}}
	grown := Population{Kinds: district.AssociationKinds(), MinAgeMonths: 6}
	life := district.Span{From: day("2017-08-31"), Until: day("2018-06-01")}
	tests := []struct {
		name string
		p    Population
		kind district.UnitKind
		id   int64
		life district.Span
		on   string
		want bool
	}{
		{"always there", p, district.KindAssociation, 1, district.Span{}, "2018-01-01", true},
		{"trade", p, district.KindTradeAssociation, 1, district.Span{}, "2018-01-01", true},
		{"another kind", p, district.KindCommittee, 1, district.Span{}, "2018-01-01", false},
		{"left out", p, district.KindAssociation, 9, district.Span{}, "2018-01-01", false},
		{"the day before it is founded", p, district.KindAssociation, 1, life, "2017-08-30", false},
		{"the day it is founded", p, district.KindAssociation, 1, life, "2017-08-31", true},
		{"its last day", p, district.KindAssociation, 1, life, "2018-05-31", true},
		{"the day it is closed", p, district.KindAssociation, 1, life, "2018-06-01", false},
		{"too young", grown, district.KindAssociation, 1, life, "2018-02-27", false},
		{"old enough, at the end of a short month", grown, district.KindAssociation, 1, life, "2018-02-28", true},
		{"of unknown age", grown, district.KindAssociation, 1, district.Span{}, "2017-01-01", true},
	}
	for _, tt := range tests {
		if got := tt.p.Includes(tt.kind, tt.id, tt.life, day(tt.on)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestDescribe(t *testing.T) {
	both := district.AssociationKinds()
	tests := []struct {
		p      Population
		except []string
		want   string
	}{
		{Population{}, nil, "inga enheter"},
		{Population{Kinds: both}, nil, "alla partiföreningar och branschföreningar"},
		{Population{Kinds: both[:1]}, []string{"Farsta"}, "alla partiföreningar"},
		{Population{Kinds: []district.UnitKind{"committee", "network", "infoGroup"}}, nil, "alla utskott, nätverk och infogrupper"},
		{Population{Kinds: both, Except: []int64{1}}, nil, "alla partiföreningar och branschföreningar utom 1 enhet"},
		{Population{Kinds: both, Except: []int64{1, 2}}, []string{"Farsta", "Solna"},
			"alla partiföreningar och branschföreningar utom Farsta och Solna"},
		{Population{Kinds: both[:1], Except: []int64{1, 2}, MinAgeMonths: 6}, nil,
			"alla partiföreningar som har funnits i minst 6 månader utom 2 enheter"},
		{Population{Kinds: both[:1], MinAgeMonths: 1}, nil, "alla partiföreningar som har funnits i minst 1 månad"},
	}
	for _, tt := range tests {
		if got := tt.p.Describe(tt.except...); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestSplit(t *testing.T) {
	c := func(k district.UnitKind, n int) KindCount { return KindCount{Kind: k, Yes: n / 2, Unknown: n - n/2} }
	tests := []struct {
		counts []KindCount
		want   string
	}{
		{nil, "0"},
		{[]KindCount{c("association", 40), c("tradeAssociation", 11)}, "51 (40 lokala + 11 bransch)"},
		{[]KindCount{c("association", 40), c("tradeAssociation", 0)}, "40 (40 lokala + 0 bransch)"},
		{[]KindCount{c("association", 40)}, "40 partiföreningar"},
		{[]KindCount{c("association", 1)}, "1 partiförening"},
		{[]KindCount{c("committee", 12)}, "12 utskott"},
		{[]KindCount{c("committee", 12), c("network", 7)}, "19 (12 utskott + 7 nätverk)"},
		{[]KindCount{c("municipalGroup", 26), c("cityHallGroup", 1)}, "27 (26 kommunala grupper + 1 stadshusgrupp)"},
	}
	for _, tt := range tests {
		if got := Split(tt.counts); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestTarget(t *testing.T) {
	tests := []struct {
		target Target
		total  int
		needed int
		words  string
	}{
		{Target{}, 51, 51, "alla"},
		{All(), 51, 51, "alla"},
		{All(), 0, 0, "alla"},
		{Target{TargetCount, 8}, 12, 8, "minst 8"},
		{Target{TargetCount, 8}, 5, 8, "minst 8"},
		{Target{TargetPercent, 90}, 51, 46, "minst 90\u00a0%"},
		{Target{TargetPercent, 50}, 50, 25, "minst 50\u00a0%"},
		{Target{TargetPercent, 50}, 51, 26, "minst 50\u00a0%"},
		{Target{TargetPercent, 1}, 51, 1, "minst 1\u00a0%"},
		{Target{TargetPercent, 100}, 51, 51, "minst 100\u00a0%"},
	}
	for _, tt := range tests {
		if got := tt.target.Needed(tt.total); got != tt.needed {
			t.Errorf("%+v of %d: %d", tt.target, tt.total, got)
		}
		if got := tt.target.String(); got != tt.words {
			t.Errorf("%+v: %q", tt.target, got)
		}
		if err := tt.target.Check(); err != nil {
			t.Errorf("%+v: %v", tt.target, err)
		}
	}
	for _, tt := range []struct {
		target Target
		want   string
	}{
		{Target{TargetAll, 3}, "target"}, {Target{TargetCount, 0}, "target"}, {Target{TargetCount, -1}, "target"},
		{Target{TargetPercent, 0}, "target"}, {Target{TargetPercent, 101}, "target"}, {Target{"share", 3}, "targetUnit"},
	} {
		if got := fieldsOf(t, tt.target.Check()); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%+v: complaints about %v", tt.target, got)
		}
	}
}
