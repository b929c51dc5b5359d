package measure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
)

// The keys of the indicators.
const (
	PostCoverage       = "postCoverage"
	AttendanceCoverage = "attendanceCoverage"
	MeetingFollowUp    = "meetingFollowUp"
	AssessmentCoverage = "assessmentCoverage"
	RecordCoverage     = "recordCoverage"
	FunctionCriteria   = "functionCriteria"
	MeetingFrequency   = "meetingFrequency"
	MeetingVolume      = "meetingVolume"
	RecordFrequency    = "recordFrequency"
	RecordVolume       = "recordVolume"
	Milestones         = "milestones"
	DocumentSteps      = "documentSteps"
	BoardJudgement     = "boardJudgement"
)

// An Indicator declares something that can be counted. How it is counted is a query of package store, under the same
// key; a test there holds the two sets equal.
type Indicator struct {
	Key      string
	Kind     Kind
	Slug     string      // in an address
	Name     string      // Swedish, for a list to choose from
	Asks     string      // Swedish: the question that it answers, for whoever chooses
	From     string      // Swedish: from what it is counted, likewise
	Example  string      // Swedish: a promise that it suits
	Heading  string      // Swedish, with places: what is counted, over a figure: "Har {post}"
	Sentence string      // "Så räknas målet": Swedish, with the places {population} and {name of a parameter}
	Params   []ParamSpec // what has to be chosen, in the order of the form
	Units    UnitWords   // of a coverage

	// Private says of a coverage that which units are a yes and which a no is told only to those who may read what each of
	// them answered. The others are told how many there are, and which have not answered.
	Private bool

	Kinds []district.UnitKind // of a coverage: what a new form proposes to count; nil: associations

	// also tells what is wrong with parameters each of which is right by itself, as a field and what to do; "" for nothing.
	also func(values map[string][]string) (field, wrong string)
}

// UnitWords are what a coverage calls the states of a unit.
type UnitWords struct {
	Yes, YesMany string // "tillsatt", "tillsatta"
	No, NoMany   string // "vakant", "vakanta"
}

// uncounted are the keys that are declared and that package store has no query for yet. Whoever writes the query takes
// the key out of here.
var uncounted = []string{}

// declared are all indicators, in the order of lists.
var declared = []Indicator{
	{
		Key: PostCoverage, Kind: KindCoverage, Slug: "uppdrag",
		Name:    "Uppdrag som är tillsatta",
		Asks:    "Vilka har ett uppdrag tillsatt?",
		From:    "Räknas i registret, varje dag.",
		Example: "Alla föreningar ska ha en kassör",
		Heading: "Har {post}",
		Sentence: "Vi räknar hur många som har en {post} den dagen, av {population}. " +
			"Okänt räknas varken som ja eller nej.",
		Params: []ParamSpec{{Name: "postId", Place: "post", Label: "Vilket uppdrag ska vara tillsatt?", Neutral: "uppdrag", Type: ParamPost,
			Missing: "Välj vilket uppdrag som ska vara tillsatt."}},
		Units: UnitWords{"tillsatt", "tillsatta", "vakant", "vakanta"},
	},
	{
		Key: AttendanceCoverage, Kind: KindCoverage, Slug: "narvaro",
		Name:    "Närvaro på träffar",
		Asks:    "Vilka har varit med på träffar?",
		From:    "Räknas ur närvaron som noteras på träffarna.",
		Example: "Alla föreningar ska vara med på en ordförandeträff varje år",
		Heading: "Har varit med på {kind}",
		Sentence: "Vi räknar hur många som har varit med på {kind} minst {atLeast} {window}, av {population}. " +
			"Bara de som var bjudna räknas som frånvarande, och bara när närvaron är noterad. Annars är det okänt.",
		Params: []ParamSpec{
			{Name: "kindId", Place: "kind", Label: "Vilket slags träff?", Neutral: "träffar", Type: ParamMeetingKind, Missing: "Välj vilket slags träff som räknas."},
			{Name: "atLeast", Place: "atLeast", Label: "Hur många gånger minst?", Neutral: "så många gånger", One: "gång", Several: "gånger", Type: ParamCount, Default: "1", Missing: "Skriv hur många gånger, minst 1."},
			{Name: "window", Place: "window", Label: "Under vilken tid?", Neutral: "som räknas", Type: ParamOption, Default: "calendarYear", Missing: "Välj vilka träffar som räknas.",
				Options: []ParamOptionOf{{"calendarYear", "Under kalenderåret", "under kalenderåret"}, {"last", "I rad, räknat från den senaste", "i rad, räknat från den senaste"}}},
		},
		Units: UnitWords{"har varit med", "har varit med", "har inte varit med", "har inte varit med"},
	},
	{
		Key: MeetingFollowUp, Kind: KindCoverage, Slug: "efter-traffen",
		Name:    "Svar efter träffar",
		Asks:    "Vad tyckte de som var med på träffen?",
		From:    "Räknas ur det som de som var med svarar efter en träff.",
		Example: "Ordförandeträffarna ska utvecklas",
		Heading: "Svarar ja efter {kind}",
		Sentence: "Vi räknar hur många som svarar ja på {question} efter {kind}, {window}. De räknas av dem som var med, bland {population}. " +
			"Den som var med och inte har svarat är okänd. Den som inte var med räknas inte här, för närvaron är en egen siffra.",
		Params: []ParamSpec{
			{Name: "kindId", Place: "kind", Label: "Vilket slags träff?", Hint: "Bara slag med frågor efteråt. Frågorna skrivs på slagets sida.", Neutral: "träffar", Type: ParamFollowUpKind,
				Missing: "Välj vilket slags träff som räknas."},
			{Name: "question", Place: "question", Label: "Vilken fråga?", Neutral: "frågorna", Type: ParamOption, Default: "both", Missing: "Välj vilken fråga som räknas.",
				Options: []ParamOptionOf{{"both", "Båda, ja på bägge", "båda frågorna"}, {"1", "Den första", "den första frågan"}, {"2", "Den andra", "den andra frågan"}}},
			{Name: "window", Place: "window", Label: "Vilken träff?", Neutral: "som räknas", Type: ParamOption, Default: "last", Missing: "Välj vilken träff som räknas.",
				Options: []ParamOptionOf{{"last", "Den senaste", "den senaste"}, {"calendarYear", "Den senaste under kalenderåret som enheten var med på", "den senaste under kalenderåret som enheten var med på"}}},
		},
		Units:   UnitWords{"svarar ja", "svarar ja", "svarar inte ja", "svarar inte ja"},
		Private: true,
	},
	{
		Key: AssessmentCoverage, Kind: KindCoverage, Slug: "sjalvskattning",
		Name:    "Svar i självskattningen",
		Asks:    "Vad svarar enheterna om sig själva?",
		From:    "Räknas ur det som enheterna själva har svarat på en fråga.",
		Example: "Alla ska arbeta så att ordet delas rättvist",
		Heading: "Svarar ja: {question}",
		Sentence: "Vi räknar hur många som har svarat ja på frågan ”{question}”{partly}, av {population}. " +
			"Ett svar räknas i {maxAgeMonths}. Den som inte har svarat är okänd.",
		Params: []ParamSpec{
			{Name: "questionId", Place: "question", Label: "Vilken fråga?", Neutral: "frågan", Type: ParamQuestion, Missing: "Välj vilken fråga som räknas."},
			{Name: "partly", Place: "partly", Label: "Räkna också svaret delvis som ja", Type: ParamYes, Optional: true, Phrase: " eller delvis"},
			{Name: "maxAgeMonths", Place: "maxAgeMonths", Label: "Hur många månader gäller ett svar?", Neutral: "så många månader", One: "månad", Several: "månader", Type: ParamCount, Default: "12", Missing: "Skriv hur många månader ett svar gäller, till exempel 12."},
		},
		Units: UnitWords{"svarar ja", "svarar ja", "svarar inte ja", "svarar inte ja"},
	},
	{
		Key: RecordCoverage, Kind: KindCoverage, Slug: "deltagande",
		Name:    "Deltagande i noterade händelser",
		Asks:    "Vilka har deltagit?",
		From:    "Räknas ur det som noteras med dag och vilka som var med.",
		Example: "Alla föreningar ska ha en studiecirkel",
		Heading: "Har deltagit: {kind}",
		Sentence: "Vi räknar hur många som har deltagit minst {atLeast} i det som är noterat som {kind}, av {population}. " +
			"Den som inte finns med är okänd, till dess kansliet har sagt att allt är inskrivet.",
		Params: []ParamSpec{
			{Name: "kindId", Place: "kind", Label: "Vad ska de ha deltagit i?", Neutral: "det som räknas", Type: ParamRecordKind, Missing: "Välj vad som räknas."},
			{Name: "atLeast", Place: "atLeast", Label: "Hur många gånger minst?", Neutral: "så många gånger", One: "gång", Several: "gånger", Type: ParamCount, Default: "1", Missing: "Skriv hur många gånger, minst 1."},
		},
		Units: UnitWords{"har deltagit", "har deltagit", "har inte deltagit", "har inte deltagit"},
	},
	{
		Key: FunctionCriteria, Kind: KindCoverage, Slug: "funktion",
		Name:    "Utskott och nätverk som fungerar",
		Asks:    "Vilka har det på plats som styrelsen vill?",
		From:    "Räknas ur uppdrag, möten, dokument, händelser och kontaktvägar. Styrelsen väljer vad som ska vara på plats.",
		Example: "Utskotten ska fungera",
		Heading: "Har tillräckligt på plats",
		Sentence: "Vi räknar hur många som har minst {atLeast} på plats av {criteria}, av {population}.{post}{met}{kinds}{months} " +
			"Det som ingen har sagt något om är okänt och räknas varken som ja eller nej.",
		Params: []ParamSpec{
			{Name: "criteria", Place: "criteria", Label: "Vad vill styrelsen ska vara på plats?", Neutral: "det som styrelsen har valt", Type: ParamOption, Many: true,
				Missing: "Välj minst en sak.", Options: []ParamOptionOf{
					{string(district.CriterionConvenor), "Någon som kallar till möten", "sammankallande"},
					{string(district.CriterionMeeting), "Ett möte som har hållits nyligen", "möte"},
					{string(district.CriterionPlan), "En plan eller policy som är antagen", "antagen plan"},
					{string(district.CriterionActivity), "Något som har gjorts nyligen", "aktivitet"},
					{string(district.CriterionContact), "En publicerad kontaktväg", "publicerad kontakt"}}},
			{Name: "postId", Place: "post", Label: "Vilket uppdrag kallar till möten?", Type: ParamPost, When: When{"criteria", string(district.CriterionConvenor)},
				Phrase: " Den som kallar till möten är ", End: ".", Missing: "Välj vilket uppdrag som kallar till möten."},
			{Name: "metWithinMonths", Place: "met", Label: "Inom hur många månader ska ett möte ha hållits?", Type: ParamCount, One: "månad", Several: "månader", Default: "3",
				When: When{"criteria", string(district.CriterionMeeting)}, Phrase: " Mötet ska ha hållits inom ", End: ".", Missing: "Skriv hur många månader, till exempel 3."},
			{Name: "recordKindIds", Place: "kinds", Label: "Vad räknas som aktivitet?", Type: ParamRecordKind, Many: true, When: When{"criteria", string(district.CriterionActivity)},
				Phrase: " Som aktivitet räknas ", Missing: "Välj minst en sak som räknas som aktivitet."},
			{Name: "activityMonths", Place: "months", Label: "Inom hur många månader ska det ha gjorts?", Type: ParamCount, One: "månad", Several: "månader", Default: "6",
				When: When{"criteria", string(district.CriterionActivity)}, Phrase: ", inom ", End: ".", Missing: "Skriv hur många månader, till exempel 6."},
			{Name: "atLeast", Place: "atLeast", Label: "Hur många av dem minst?", Neutral: "så många saker", Type: ParamCount, One: "sak", Several: "saker", Default: "3",
				Missing: "Skriv hur många som minst ska vara på plats."},
		},
		Units: UnitWords{"har tillräckligt på plats", "har tillräckligt på plats", "har för lite på plats", "har för lite på plats"},
		Kinds: []district.UnitKind{district.KindCommittee, district.KindNetwork},
		also: func(values map[string][]string) (string, string) {
			n, _ := strconv.Atoi(values["atLeast"][0])
			if chosen := len(values["criteria"]); n > chosen {
				return "atLeast", "Du har valt " + strconv.Itoa(chosen) + " saker. Skriv ett antal som inte är större."
			}
			return "", ""
		},
	},
	{
		Key: MeetingFrequency, Kind: KindFrequency, Slug: "traffar-per-ar",
		Name:    "Träffar per kalenderår",
		Asks:    "Hur många träffar per år?",
		From:    "Räknas ur träffarna, varje kalenderår och varje målgrupp för sig.",
		Example: "Ordförandena ska träffas minst fyra gånger per år",
		Heading: "{kind} per kalenderår",
		Sentence: "Vi räknar {kind} som har hållits under varje kalenderår{audiences}{consultation}. Inställda räknas inte, en flyttad räknas den dag den hölls, " +
			"och en träff i flera delar är en träff. Det som saknas ett år kan inte tas igen nästa år.",
		Params: []ParamSpec{
			{Name: "kindId", Place: "kind", Label: "Vilket slags träff?", Neutral: "träffar", Type: ParamMeetingKind, Missing: "Välj vilket slags träff som räknas."},
			{Name: "audiences", Place: "audiences", Label: "För vilka målgrupper, var för sig?", Hint: "Så många krävs för varje målgrupp. En träff räknas för en målgrupp.",
				Type: ParamAudience, Many: true, Optional: true, Phrase: ", var för sig för "},
			{Name: "consultation", Place: "consultation", Label: "Räkna bara när samrådet om programmet är gjort", Type: ParamYes, Optional: true, Phrase: " och där samrådet om programmet är gjort"},
		},
	},
	{
		Key: MeetingVolume, Kind: KindVolume, Slug: "traffar",
		Name:     "Träffar under perioden",
		Asks:     "Hur många träffar under perioden?",
		From:     "Räknas ur träffarna, med eller utan ett antal att nå.",
		Example:  "Tjugo träffar före valet",
		Heading:  "{kinds}",
		Sentence: "Vi räknar {kinds} som har hållits. Inställda räknas inte, och en träff i flera delar är en träff.",
		Params: []ParamSpec{{Name: "kindIds", Place: "kinds", Label: "Vilka slags träffar?", Neutral: "träffar", Type: ParamMeetingKind, Many: true,
			Missing: "Välj minst ett slags träff."}},
	},
	{
		Key: RecordFrequency, Kind: KindFrequency, Slug: "handelser-per-ar",
		Name:    "Noterade händelser per kalenderår",
		Asks:    "Hur många per år?",
		From:    "Räknas ur det som noteras med dag, varje kalenderår för sig.",
		Example: "Tio nyhetsbrev per år",
		Heading: "{kinds} per kalenderår",
		Sentence: "Vi räknar det som är noterat som {kinds} under varje kalenderår, den dag det hände. Varje notering är en gång, hur många som än deltog. " +
			"Det som är planerat, inställt eller struket räknas inte. Det som saknas ett år kan inte tas igen nästa år.",
		Params: []ParamSpec{
			{Name: "kindIds", Place: "kinds", Label: "Vad räknas?", Neutral: "det som räknas", Type: ParamRecordKind, Many: true, Missing: "Välj minst en sak som räknas."},
		},
	},
	{
		Key: RecordVolume, Kind: KindVolume, Slug: "handelser",
		Name:     "Noterade händelser under perioden",
		Asks:     "Hur många under perioden?",
		From:     "Räknas ur det som noteras med dag, med eller utan ett antal att nå.",
		Example:  "Tio studiecirklar ska genomföras",
		Heading:  "{kinds}",
		Sentence: "Vi räknar {people}det som är noterat som {kinds}, den dag det hände. Det som är planerat, inställt eller struket räknas inte.",
		Params: []ParamSpec{
			{Name: "kindIds", Place: "kinds", Label: "Vad räknas?", Neutral: "det som räknas", Type: ParamRecordKind, Many: true, Missing: "Välj minst en sak som räknas."},
			{Name: "people", Place: "people", Label: "Räkna hur många som deltog i stället för hur många gånger", Type: ParamYes, Optional: true, Phrase: "hur många som har deltagit i "},
		},
	},
	{
		Key: Milestones, Kind: KindDelivery, Slug: "milstolpar",
		Name:    "Milstolpar som är klara",
		Asks:    "Milstolpar med datum",
		From:    "Ni skriver stegen och när de ska vara klara. Målet är klart när alla steg är det.",
		Example: "Ta fram en plan och sprid den",
		Heading: "Milstolpar som är klara",
		Sentence: "Vi räknar hur många av milstolparna som är klara den dagen. Målet är klart när alla är det. " +
			"En inställd milstolpe räknas aldrig som klar.",
	},
	{
		Key: DocumentSteps, Kind: KindDelivery, Slug: "dokument",
		Name:    "Dokument som antas och genomförs",
		Asks:    "Hur långt har ett dokument kommit?",
		From:    "Räknas ur dokumentets egna steg, till exempel utkast, samråd, antaget och genomfört.",
		Example: "Distriktet ska anta en kommunikationsplan",
		Heading: "Steg som är klara",
		Sentence: "Vi räknar vilka av stegen för {documents} som är klara den dagen. Målet är klart när alla är det. " +
			"Stegen ändras på dokumentets sida.",
		Params: []ParamSpec{{Name: "documentIds", Place: "documents", Label: "Vilka dokument?", Neutral: "dokumenten", Type: ParamDocument, Many: true,
			Missing: "Välj minst ett dokument."}},
	},
	{
		Key: BoardJudgement, Kind: KindJudgement, Slug: "bedomning",
		Name:    "Distriktsstyrelsens bedömning",
		Asks:    "Distriktsstyrelsen bedömer",
		From:    "Styrelsen säger hur långt det har kommit, med ett skäl och ett datum. För det som ingen siffra kan säga.",
		Example: "Stärka kunskaperna om …",
		Heading: "Distriktsstyrelsens bedömning",
		Sentence: "Distriktsstyrelsen bedömer målet med en nivå, ett skäl och ett datum. " +
			"Ingenting räknas fram, för ingen siffra skulle vara rättvisande.",
	},
}

// Indicators returns all indicators that can be counted, in the order of lists.
func Indicators() []Indicator {
	return slices.DeleteFunc(slices.Clone(declared), func(i Indicator) bool { return slices.Contains(uncounted, i.Key) })
}

// IndicatorByKey returns the indicator with the key, of those that can be counted.
func IndicatorByKey(key string) (Indicator, bool) {
	for _, i := range Indicators() {
		if i.Key == key {
			return i, true
		}
	}
	return Indicator{}, false
}

// IndicatorBySlug returns the indicator that an address means, of those that can be counted.
func IndicatorBySlug(slug string) (Indicator, bool) {
	for _, i := range Indicators() {
		if i.Slug == slug {
			return i, true
		}
	}
	return Indicator{}, false
}

// Explain returns the sentence with its places filled in, by [ParamSpec.Place] and "population", as
// [Indicator.Places] gives them; a name begins with a small letter there. A place without a value keeps a neutral word.
func (i Indicator) Explain(values map[string]string) string { return i.fill(i.Sentence, values) }

// Title returns what is counted as a heading: "Har studieansvarig".
func (i Indicator) Title(values map[string]string) string {
	return upperFirst(i.fill(i.Heading, values))
}

func (i Indicator) fill(text string, values map[string]string) string {
	get := func(place, otherwise string) string {
		if v := values[place]; v != "" {
			return lowerFirst(v)
		}
		return otherwise
	}
	pairs := []string{"{population}", get("population", "de enheter som målet gäller")}
	for _, p := range i.Params {
		pairs = append(pairs, "{"+p.Place+"}", get(p.Place, p.Neutral))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// readJSON reads one JSON object strictly: a field that the program does not know would silently not be counted.
// Nothing at all is the empty object.
func readJSON(b []byte, into any) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return nil
	}
	if b[0] != '{' {
		return errors.New("not a JSON object")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// mustJSON writes a value of a type that cannot fail to be written.
func mustJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("measure: " + err.Error())
	}
	return b
}
