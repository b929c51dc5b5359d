package measure

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"verkstad/internal/district"
)

// A ParamSpec is one parameter of an indicator, as a form asks for it. In the JSON it is a number for the types whose
// values are ids and for counts, a string for audiences and options, true for a yes; an array of those when Many.
type ParamSpec struct {
	Name     string // in the JSON, the form and the complaints
	Place    string // in [Indicator.Sentence], without braces
	Label    string // Swedish
	Hint     string // Swedish; may be empty
	Neutral  string // Swedish: what stands in the sentence while nothing is chosen
	Phrase   string // Swedish: what leads to the value in the sentence; of a yes, all that is said
	One      string // Swedish: the word after a count of one in the sentence, "gång"; Several after others
	Several  string
	Type     ParamType
	Options  []ParamOptionOf // of a ParamOption
	Many     bool            // several can be chosen
	Optional bool
	Default  string // what a new form proposes
	Missing  string // Swedish: what to do when nothing is chosen that has to be
	End      string // Swedish: what follows a value with a Phrase in the sentence
	When     When   // needed, and kept, only then
}

// When is that an option of an earlier parameter is chosen. The zero When is always.
type When struct{ Param, Option string }

// wanted tells whether the parameter matters beside the values of the others.
func (p ParamSpec) wanted(all map[string][]string) bool {
	return p.When.Param == "" || slices.Contains(all[p.When.Param], p.When.Option)
}

// ParamType says what kind of choice a parameter is. Package store knows what there is to choose of each type.
type ParamType string

// The types.
const (
	ParamPost         ParamType = "post"         // id of a [district.Post]
	ParamMeetingKind  ParamType = "meetingKind"  // id of a kind of meeting
	ParamFollowUpKind ParamType = "followUpKind" // id of a kind of meeting that asks questions afterwards
	ParamDocument     ParamType = "document"     // id of a document
	ParamQuestion     ParamType = "question"     // id of a question that units answer about themselves
	ParamRecordKind   ParamType = "recordKind"   // id of a kind of dated record
	ParamAudience     ParamType = "audience"     // key of an audience of meetings
	ParamCount        ParamType = "count"        // a whole number, at least 1
	ParamOption       ParamType = "option"       // one of the spec's own options
	ParamYes          ParamType = "yes"          // a box to tick
)

// Chosen tells whether values of the type are chosen from what is in the database.
func (t ParamType) Chosen() bool { return t != ParamCount && t != ParamOption && t != ParamYes }

// A ParamOptionOf is one of the fixed options of a parameter.
type ParamOptionOf struct {
	Value string
	Label string // Swedish, in the form
	Text  string // Swedish, in the sentence
}

// maxCount keeps a slip of the finger from asking for a thousand years.
const maxCount = 1000

// ParamsFrom writes the parameters from the values of a form, by the names of the specs. What is wrong is said by
// [Indicator.Check] on the outcome.
func (i Indicator) ParamsFrom(values map[string][]string) json.RawMessage {
	out := map[string]any{}
	for _, p := range i.Params {
		if !p.wanted(values) {
			continue
		}
		var all []any
		for _, v := range values[p.Name] {
			if v = strings.TrimSpace(v); v == "" {
				continue
			}
			switch {
			case p.Type == ParamYes:
				all = append(all, true)
			case p.Type == ParamAudience || p.Type == ParamOption:
				all = append(all, v)
			default:
				n, err := strconv.ParseInt(v, 10, 64)
				if err != nil {
					n = 0 // refused by Check
				}
				all = append(all, n)
			}
		}
		switch {
		case len(all) == 0:
		case p.Many:
			out[p.Name] = all
		default:
			out[p.Name] = all[0]
		}
	}
	return mustJSON(out)
}

// Values returns the parameters as a form posts them, by the names of the specs. Parameters that cannot be read have
// none.
func (i Indicator) Values(params json.RawMessage) map[string][]string {
	raw := map[string]json.RawMessage{}
	if readJSON(params, &raw) != nil {
		return nil
	}
	out := map[string][]string{}
	for _, p := range i.Params {
		if values, ok := p.read(raw[p.Name]); ok && len(values) > 0 {
			out[p.Name] = values
		}
	}
	return out
}

// read returns the values of a parameter as text; nothing at all is none. ok is false when it is of another shape.
func (p ParamSpec) read(raw json.RawMessage) (values []string, ok bool) {
	if len(raw) == 0 {
		return nil, true
	}
	parts := []json.RawMessage{raw}
	if p.Many {
		if json.Unmarshal(raw, &parts) != nil {
			return nil, false
		}
	}
	for _, part := range parts {
		switch p.Type {
		case ParamYes:
			var yes bool
			if json.Unmarshal(part, &yes) != nil {
				return nil, false
			}
			if yes {
				values = append(values, "ja")
			}
		case ParamAudience, ParamOption:
			var text string
			if json.Unmarshal(part, &text) != nil || strings.TrimSpace(text) == "" || slices.Contains(values, text) {
				return nil, false
			}
			if p.Type == ParamOption && !slices.ContainsFunc(p.Options, func(o ParamOptionOf) bool { return o.Value == text }) {
				return nil, false
			}
			values = append(values, text)
		default:
			var n int64
			if json.Unmarshal(part, &n) != nil || n <= 0 || p.Type == ParamCount && n > maxCount {
				return nil, false
			}
			text := strconv.FormatInt(n, 10)
			if slices.Contains(values, text) {
				return nil, false
			}
			values = append(values, text)
		}
	}
	return values, true
}

// Check tells what is wrong with the parameters, as a *[district.Invalid] with the names of [ParamSpec]. Whether what
// they name exists is for package store to say.
func (i Indicator) Check(params json.RawMessage) error {
	if len(i.Params) == 0 {
		var none struct{}
		if err := readJSON(params, &none); err != nil {
			return district.NewInvalid("indicator", "Det här måttet har inget att ställa in. Välj det på nytt.")
		}
		return nil
	}
	raw := map[string]json.RawMessage{}
	if err := readJSON(params, &raw); err != nil {
		return district.NewInvalid(i.Params[0].Name, i.Params[0].missing())
	}
	var bad district.Invalid
	known := 0
	all := map[string][]string{}
	for _, p := range i.Params {
		if raw[p.Name] != nil {
			known++
		}
		values, ok := p.read(raw[p.Name])
		all[p.Name] = values
		if !ok || len(values) == 0 && !p.Optional && p.wanted(all) {
			bad.Add(p.Name, p.missing())
		}
	}
	if i.also != nil && len(bad.Fields) == 0 {
		if field, wrong := i.also(all); wrong != "" {
			bad.Add(field, wrong)
		}
	}
	if len(bad.Fields) == 0 && known < len(raw) { // a field that the program does not know would silently not be counted
		bad.Add(i.Params[0].Name, i.Params[0].missing())
	}
	return bad.Err()
}

func (p ParamSpec) missing() string {
	if p.Missing != "" {
		return p.Missing
	}
	return "Välj bland det som finns i listan."
}

// Places returns what the parameters put into [Indicator.Sentence] and [Indicator.Heading], by place. name gives the
// Swedish name of a value that is chosen from the database, "" when it is not there.
func (i Indicator) Places(params json.RawMessage, name func(t ParamType, value string) string) map[string]string {
	out := map[string]string{}
	all := i.Values(params)
	for _, p := range i.Params {
		values := all[p.Name]
		if len(values) == 0 || !p.wanted(all) {
			continue
		}
		if p.Type == ParamYes {
			out[p.Place] = p.Phrase
			continue
		}
		var names []string
		for n, v := range values {
			switch {
			case p.Type == ParamOption:
				k := slices.IndexFunc(p.Options, func(o ParamOptionOf) bool { return o.Value == v })
				v = p.Options[k].Text
			case p.Type == ParamCount:
				if v == "1" {
					v += " " + p.One
				} else {
					v += " " + p.Several
				}
			case p.Type.Chosen():
				if v = name(p.Type, v); v == "" {
					continue
				}
			}
			if n > 0 || p.Phrase != "" {
				v = lowerFirst(v)
			}
			names = append(names, v)
		}
		if len(names) > 0 {
			out[p.Place] = p.Phrase + and(names) + p.End
		}
	}
	return out
}

// Audiences returns the audiences that a definition asks for, each by itself; none when it asks for no audience.
func (d Definition) Audiences() []string {
	ind, ok := declaredBy(d.Indicator)
	if !ok {
		return nil
	}
	for _, p := range ind.Params {
		if p.Type == ParamAudience {
			return ind.Values(d.Params)[p.Name]
		}
	}
	return nil
}

// declaredBy returns the indicator with the key, whether it can be counted or not.
func declaredBy(key string) (Indicator, bool) {
	k := slices.IndexFunc(declared, func(i Indicator) bool { return i.Key == key })
	if k < 0 {
		return Indicator{}, false
	}
	return declared[k], true
}

// The parameters of the indicators, as they are kept.
type (
	// PostCoverageParams are the parameters of [PostCoverage].
	PostCoverageParams struct {
		PostID int64 `json:"postId"`
	}
	// AttendanceCoverageParams are the parameters of [AttendanceCoverage].
	AttendanceCoverageParams struct {
		KindID  int64  `json:"kindId"`
		AtLeast int    `json:"atLeast"`
		Window  string `json:"window"` // calendarYear or last
	}
	// FunctionCriteriaParams are the parameters of [FunctionCriteria]: what the criteria need that are chosen.
	FunctionCriteriaParams struct {
		Criteria       []district.Criterion `json:"criteria"`
		PostID         int64                `json:"postId,omitempty"`
		MetWithin      int                  `json:"metWithinMonths,omitempty"`
		RecordKindIDs  []int64              `json:"recordKindIds,omitempty"`
		ActivityMonths int                  `json:"activityMonths,omitempty"`
		AtLeast        int                  `json:"atLeast"`
	}
	// MeetingFollowUpParams are the parameters of [MeetingFollowUp].
	MeetingFollowUpParams struct {
		KindID   int64  `json:"kindId"`
		Question string `json:"question"` // 1, 2 or both
		Window   string `json:"window"`   // last or calendarYear
	}
	// AssessmentCoverageParams are the parameters of [AssessmentCoverage].
	AssessmentCoverageParams struct {
		QuestionID   int64 `json:"questionId"`
		Partly       bool  `json:"partly,omitempty"`
		MaxAgeMonths int   `json:"maxAgeMonths"`
	}
	// RecordCoverageParams are the parameters of [RecordCoverage].
	RecordCoverageParams struct {
		KindID  int64 `json:"kindId"`
		AtLeast int   `json:"atLeast"`
	}
	// MeetingFrequencyParams are the parameters of [MeetingFrequency].
	MeetingFrequencyParams struct {
		KindID       int64    `json:"kindId"`
		Audiences    []string `json:"audiences,omitempty"`
		Consultation bool     `json:"consultation,omitempty"`
	}
	// MeetingVolumeParams are the parameters of [MeetingVolume].
	MeetingVolumeParams struct {
		KindIDs []int64 `json:"kindIds"`
	}
	// RecordFrequencyParams are the parameters of [RecordFrequency].
	RecordFrequencyParams struct {
		KindIDs []int64 `json:"kindIds"`
	}
	// RecordVolumeParams are the parameters of [RecordVolume].
	RecordVolumeParams struct {
		KindIDs []int64 `json:"kindIds"`
		People  bool    `json:"people,omitempty"` // those who took part are counted instead of the times
	}
	// DocumentStepsParams are the parameters of [DocumentSteps].
	DocumentStepsParams struct {
		DocumentIDs []int64 `json:"documentIds"`
	}
)

// JSON returns the parameters as they are kept.
func (p PostCoverageParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p AttendanceCoverageParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p FunctionCriteriaParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p MeetingFollowUpParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p AssessmentCoverageParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p RecordCoverageParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p MeetingFrequencyParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p MeetingVolumeParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p RecordFrequencyParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p RecordVolumeParams) JSON() json.RawMessage { return mustJSON(p) }

// JSON returns the parameters as they are kept.
func (p DocumentStepsParams) JSON() json.RawMessage { return mustJSON(p) }

// ReadPostCoverage reads the parameters of [PostCoverage]; the error is a *[district.Invalid].
func ReadPostCoverage(params json.RawMessage) (PostCoverageParams, error) {
	var p PostCoverageParams
	if err := readJSON(params, &p); err != nil || p.PostID <= 0 {
		return PostCoverageParams{}, district.NewInvalid("postId", "Välj vilket uppdrag som ska vara tillsatt.")
	}
	return p, nil
}
