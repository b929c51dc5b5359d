package measure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"verkstad/internal/district"
)

// The keys of the indicators.
const (
	PostCoverage   = "postCoverage"
	Milestones     = "milestones"
	BoardJudgement = "boardJudgement"
)

// An Indicator declares something that can be counted. How it is counted is a query of package store, under the same
// key; a test there holds the two sets equal.
type Indicator struct {
	Key      string
	Kind     Kind
	Name     string      // Swedish, for a list to choose from
	Sentence string      // "Så räknas målet": Swedish, with the places {population} and {name of a parameter}
	Params   []ParamSpec // what has to be chosen, in the order of the form

	check func(params json.RawMessage) error
}

// A ParamSpec is one parameter of an indicator, as a form asks for it.
type ParamSpec struct {
	Name  string // in the JSON, the form and the complaints
	Place string // in [Indicator.Sentence], without braces
	Label string // Swedish
	Type  ParamType
}

// ParamType says what kind of choice a parameter is.
type ParamType string

// ParamPost is the id of a [district.Post].
const ParamPost ParamType = "post"

// indicators are all that exist, in the order of lists.
var indicators = []Indicator{
	{
		Key:  PostCoverage,
		Kind: KindCoverage,
		Name: "Uppdrag som är tillsatta",
		Sentence: "Vi räknar hur många som har en {post} den dagen, av {population}. " +
			"Okänt räknas varken som ja eller nej.",
		Params: []ParamSpec{{Name: "postId", Place: "post", Label: "Uppdrag", Type: ParamPost}},
		check: func(params json.RawMessage) error {
			_, err := ReadPostCoverage(params)
			return err
		},
	},
	{
		Key:  Milestones,
		Kind: KindDelivery,
		Name: "Milstolpar som är klara",
		Sentence: "Vi räknar hur många av milstolparna som är klara den dagen. Målet är klart när alla är det. " +
			"En inställd milstolpe räknas aldrig som klar.",
		check: noParams,
	},
	{
		Key:  BoardJudgement,
		Kind: KindJudgement,
		Name: "Distriktsstyrelsens bedömning",
		Sentence: "Distriktsstyrelsen bedömer målet med en nivå, ett skäl och ett datum. " +
			"Ingenting räknas fram, för ingen siffra skulle vara rättvisande.",
		check: noParams,
	},
}

// Indicators returns all indicators in the order of lists.
func Indicators() []Indicator { return slices.Clone(indicators) }

// IndicatorByKey returns the indicator with the key.
func IndicatorByKey(key string) (Indicator, bool) {
	for _, i := range indicators {
		if i.Key == key {
			return i, true
		}
	}
	return Indicator{}, false
}

// Check tells what is wrong with the parameters, as a *[district.Invalid] with the names of [ParamSpec]. Whether the
// post exists is for package store to say.
func (i Indicator) Check(params json.RawMessage) error { return i.check(params) }

// Explain returns the sentence with its places filled in, by [ParamSpec.Place] and "population"; the name of a post
// begins with a small letter there. A place without a value keeps a neutral word.
func (i Indicator) Explain(values map[string]string) string {
	get := func(place, otherwise string) string {
		if v := values[place]; v != "" {
			return lowerFirst(v)
		}
		return otherwise
	}
	pairs := []string{"{population}", get("population", "de enheter som målet gäller")}
	for _, p := range i.Params {
		pairs = append(pairs, "{"+p.Place+"}", get(p.Place, strings.ToLower(p.Label)))
	}
	return strings.NewReplacer(pairs...).Replace(i.Sentence)
}

// PostCoverageParams are the parameters of [PostCoverage].
type PostCoverageParams struct {
	PostID int64 `json:"postId"`
}

// JSON returns the parameters as they are kept.
func (p PostCoverageParams) JSON() json.RawMessage { return mustJSON(p) }

// ReadPostCoverage reads the parameters of [PostCoverage]; the error is a *[district.Invalid].
func ReadPostCoverage(params json.RawMessage) (PostCoverageParams, error) {
	var p PostCoverageParams
	if err := readJSON(params, &p); err != nil || p.PostID <= 0 {
		return PostCoverageParams{}, district.NewInvalid("postId", "Välj vilket uppdrag som ska vara tillsatt.")
	}
	return p, nil
}

// noParams refuses any parameter at all.
func noParams(params json.RawMessage) error {
	var none struct{}
	if err := readJSON(params, &none); err != nil {
		return district.NewInvalid("indicator", "Det här måttet har inget att ställa in. Välj det på nytt.")
	}
	return nil
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
