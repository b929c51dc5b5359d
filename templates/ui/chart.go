package ui

import (
	"context"
	"io"
	"math"
	"strconv"

	"verkstad/internal/district"
	"verkstad/internal/sv"
)

// Progress is a value out of a whole as a bar: known, unknown (hatched) and what was expected by now (a mark). The
// text beside it says the same; Text replaces it. Max of 0 draws no bar. Expected below 0, or 0, draws no mark.
type Progress struct {
	Label    string // what is counted, read aloud: "Föreningar med studieansvarig"
	Value    int
	Unknown  int
	Max      int
	Expected int
	Text     string
	Compact  bool // the bar alone; the text is only read aloud
}

// Render draws the bar.
func (v Progress) Render(ctx context.Context, w io.Writer) error { return progress(v).Render(ctx, w) }

func (v Progress) text() string {
	if v.Text != "" {
		return v.Text
	}
	t := sv.Of(v.Value, v.Max)
	if v.Unknown > 0 {
		t += ", " + sv.Count(v.Unknown, "okänd", "okända")
	}
	if v.Expected > 0 {
		t += " · väntat nu " + sv.Int(v.Expected)
	}
	return t
}

func (v Progress) aloud() string {
	if v.Label == "" {
		return v.text()
	}
	return v.Label + ": " + v.text()
}

// share returns n of the whole as a percentage for an attribute, held within the bar.
func (v Progress) share(n int) string {
	if v.Max <= 0 {
		return "0%"
	}
	return pct(100 * math.Min(1, math.Max(0, float64(n)/float64(v.Max))))
}

func (v Progress) unknownShare() string {
	return v.share(max(0, min(v.Unknown, v.Max-v.Value)))
}

// Point is a value on a day.
type Point struct {
	Date  district.Date
	Value float64
}

// Sparkline is a small line over the period without axes, for a row: it shows the shape, the figure beside it the
// value. The line ends with the last point; the period goes on to To. Expected is dashed.
type Sparkline struct {
	Label    string // read aloud with Text: "Mål 3 över perioden"
	Text     string // the shape in words: "från 31 till 44 av 51 sedan mars 2017"
	From, To district.Date
	Max      float64
	Points   []Point
	Expected []Point
}

// Render draws the line, nothing with fewer than two points.
func (v Sparkline) Render(ctx context.Context, w io.Writer) error {
	if len(v.Points) < 2 {
		return nil
	}
	return sparkline(v).Render(ctx, w)
}

// Sizes of a sparkline in user units; static/css gives the size on the page in the same proportion.
const (
	sparkWidth  = 120.0
	sparkHeight = 32.0
	sparkPad    = 4.0
)

func (v Sparkline) scale() scale {
	return scale{from: v.From, to: v.To, max: top(v.Max, v.Points, v.Expected),
		x0: sparkPad, x1: sparkWidth - sparkPad, y0: sparkHeight - sparkPad, y1: sparkPad}
}

// CurveEvent is something that explains a change in a [Curve]: an annual meeting, a rule that changed.
type CurveEvent struct {
	Date  district.Date
	Label string
	Href  string
}

// Curve is the large trend chart of a goal: the value over the period with the expected line, the target, today and
// what happened. It has a title, a summary in words and its figures in a table behind a toggle. Text in it follows
// the reader's text size, because positions are percentages and only the line is stretched.
type Curve struct {
	Title     string
	Summary   string
	Unit      string // head of the column of values: "Föreningar"
	From, To  district.Date
	Today     district.Date
	Max       float64 // top of the scale; from the values when 0
	Target    float64 // 0 for none
	Points    []Point
	Expected  []Point // joined by straight lines; two points on one day are a step
	Events    []CurveEvent
	Step      bool // the value stands still between its points
	TableRows int  // how many of the last points the table shows; 0 for all
}

// Render draws the chart.
func (v Curve) Render(ctx context.Context, w io.Writer) error { return curve(v).Render(ctx, w) }

// Shares of the curve's height and width, in per cent: the plot lies between them.
const (
	curveTop    = 10.0
	curveBottom = 88.0
	curveLeft   = 8.0 // the labels of the vertical axis stand before it
)

// scale lays days and values out on a drawing.
type scale struct {
	from, to       district.Date
	max            float64
	x0, x1, y0, y1 float64
}

func (s scale) x(d district.Date) float64 {
	days := s.to.DaysSince(s.from)
	if days <= 0 {
		return s.x0
	}
	t := float64(d.DaysSince(s.from)) / float64(days)
	return s.x0 + (s.x1-s.x0)*math.Min(1, math.Max(0, t))
}

func (s scale) y(v float64) float64 {
	if s.max <= 0 {
		return s.y0
	}
	return s.y0 + (s.y1-s.y0)*math.Min(1, math.Max(0, v/s.max))
}

// path returns the d attribute through the points, with right angles when step.
func (s scale) path(points []Point, step bool) string {
	b := make([]byte, 0, 16*len(points))
	for i, p := range points {
		switch {
		case i == 0:
			b = append(b, 'M')
		case step:
			b = append(b, 'H')
			b = num(b, s.x(p.Date))
			b = append(b, 'V')
			b = num(b, s.y(p.Value))
			continue
		default:
			b = append(b, 'L')
		}
		b = num(b, s.x(p.Date))
		b = append(b, ' ')
		b = num(b, s.y(p.Value))
	}
	return string(b)
}

// area closes the path down to the base line.
func (s scale) area(points []Point, step bool) string {
	if len(points) == 0 {
		return ""
	}
	b := []byte(s.path(points, step))
	b = append(b, 'V')
	b = num(b, s.y0)
	b = append(b, 'H')
	b = num(b, s.x(points[0].Date))
	b = append(b, 'Z')
	return string(b)
}

// top returns the top of the scale: what was asked for, or the largest value.
func top(asked float64, series ...[]Point) float64 {
	if asked > 0 {
		return asked
	}
	m := 1.0
	for _, s := range series {
		for _, p := range s {
			m = math.Max(m, p.Value)
		}
	}
	return m
}

func (v Curve) max() float64 {
	m := top(v.Max, v.Points, v.Expected)
	return math.Max(m, v.Target)
}

// plot is the scale of the stretched drawing inside the chart.
func (v Curve) plot() scale {
	return scale{from: v.From, to: v.To, max: v.max(), x0: 0, x1: 1000, y0: 100, y1: 0}
}

// frame is the scale of the chart in per cent of its width and height.
func (v Curve) frame() scale {
	return scale{from: v.From, to: v.To, max: v.max(), x0: curveLeft, x1: 100, y0: curveBottom, y1: curveTop}
}

// tick is a place on an axis with its text.
type tick struct {
	at, label, anchor string
}

// values returns three or four round values for the horizontal lines.
func (v Curve) values() []tick {
	m := v.max()
	step := niceStep(m / 3)
	var out []tick
	for y := step; y <= m*1.0001; y += step {
		out = append(out, tick{pct(v.frame().y(y)), sv.Number(y), ""})
	}
	return out
}

// niceStep returns the nearest of 1, 2, 5, 10, 20, 50 … not below x, at least 1.
func niceStep(x float64) float64 {
	if x <= 1 {
		return 1
	}
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, f := range []float64{1, 2, 2.5, 5, 10} {
		if s := f * p; s >= x && s == math.Trunc(s) {
			return s
		}
	}
	return 10 * p
}

// months returns at most five first days of a month as ticks of the time axis.
func (v Curve) months() []tick {
	days := v.To.DaysSince(v.From)
	every := 1
	for _, n := range []int{1, 2, 3, 6, 12, 24} {
		every = n
		if days <= n*31*5 {
			break
		}
	}
	var out []tick
	d := district.NewDate(v.From.Year(), v.From.Month(), 1)
	for ; !d.After(v.To); d = d.AddMonths(1) {
		if d.Before(v.From) || (int(d.Month())-1)%every != 0 && every <= 12 {
			continue
		}
		x := v.frame().x(d)
		anchor := "middle"
		if x < curveLeft+7 {
			anchor = "start"
		}
		if x > 93 {
			anchor = "end"
		}
		out = append(out, tick{pct(x), sv.MonthShort(d.Month()) + " " + itoa(d.Year()), anchor})
	}
	return out
}

// anchorAt keeps a text inside the chart.
func (v Curve) anchorAt(d district.Date) string {
	switch x := v.frame().x(d); {
	case x < curveLeft+8:
		return "start"
	case x > 92:
		return "end"
	}
	return "middle"
}

func (v Curve) last() Point {
	if len(v.Points) == 0 {
		return Point{}
	}
	return v.Points[len(v.Points)-1]
}

// valueShift puts the figure of the last point below it, or above where the axis is near.
func (v Curve) valueShift() string {
	if v.frame().y(v.last().Value) > 74 {
		return "-0.7em"
	}
	return "1.5em"
}

// rows returns the points of the table, newest first.
func (v Curve) rows() []Point {
	n := len(v.Points)
	if v.TableRows > 0 && v.TableRows < n {
		n = v.TableRows
	}
	out := make([]Point, 0, n)
	for i := len(v.Points) - 1; i >= len(v.Points)-n; i-- {
		out = append(out, v.Points[i])
	}
	return out
}

// expectedAt returns the expected value on a day between two of its points, "" outside them.
func (v Curve) expectedAt(d district.Date) string {
	for i := len(v.Expected) - 1; i > 0; i-- {
		a, b := v.Expected[i-1], v.Expected[i]
		if d.Before(a.Date) || d.After(b.Date) {
			continue
		}
		if b.Date == a.Date {
			return sv.Number(b.Value)
		}
		t := float64(d.DaysSince(a.Date)) / float64(b.Date.DaysSince(a.Date))
		return sv.Number(math.Round(a.Value + t*(b.Value-a.Value)))
	}
	return ""
}

// Shade is the fill of a tile or a heat map's cell. A value is always written in it too.
type Shade string

// The shades: four steps of one colour for amounts, three states, and two for what is not an amount.
const (
	ShadeNone    Shade = ""
	Shade1       Shade = "1"
	Shade2       Shade = "2"
	Shade3       Shade = "3"
	Shade4       Shade = "4"
	ShadeGood    Shade = "good"
	ShadeWarn    Shade = "warn"
	ShadeBad     Shade = "bad"
	ShadeUnknown Shade = "unknown" // hatched
	ShadeMark    Shade = "mark"    // outlined: here, yours
)

func (s Shade) class() string {
	if s == ShadeNone {
		return "h-0"
	}
	return "h-" + string(s)
}

// ShadeOf returns one of the four steps for a share from 0 to 1; 0 itself is ShadeNone.
func ShadeOf(share float64) Shade {
	switch {
	case share <= 0:
		return ShadeNone
	case share <= 0.25:
		return Shade1
	case share <= 0.5:
		return Shade2
	case share <= 0.75:
		return Shade3
	}
	return Shade4
}

// Tile is an area on a [TileMap]. Col and Row begin at 0 and end at 11.
type Tile struct {
	Col, Row int
	Abbr     string // "Hud", at most four characters
	Name     string
	Href     string
	Value    string // short, in the tile: "3/4"
	Aloud    string // the value in words, for the reading voice and the table: "3 av 4 tillsatta"
	Shade    Shade
}

func (t Tile) class() string {
	return join("tile", "tc"+itoa(t.Col), "tr"+itoa(t.Row), t.Shade.class())
}

// ShadeKey explains a shade.
type ShadeKey struct {
	Shade Shade
	Label string
}

// TileMap is a map of areas of equal size in their places, each a link. The same values are a table behind a toggle.
type TileMap struct {
	Title    string
	Summary  string
	NameHead string // "Kommun"
	ValHead  string // "Tillsatta uppdrag"
	Tiles    []Tile
	Key      []ShadeKey
}

// Render draws the map.
func (v TileMap) Render(ctx context.Context, w io.Writer) error { return tileMap(v).Render(ctx, w) }

// cols is the number of columns the map needs, as a class.
func (v TileMap) cols() string {
	n := 0
	for _, t := range v.Tiles {
		n = max(n, t.Col+1)
	}
	return "tiles-" + itoa(n)
}

// HeatCol is a column of a heat map.
type HeatCol struct {
	Label string // "v. 36"
	Long  string
}

// HeatCell is a cell of a heat map.
type HeatCell struct {
	Text  string
	Shade Shade
	Href  string
	Aloud string // read instead of Text
}

// HeatRow is a row of a heat map.
type HeatRow struct {
	Label string
	Href  string
	Cells []HeatCell
}

// Heatmap is a table whose cells are shaded by their value.
type Heatmap struct {
	Title   string
	Summary string
	Corner  string // head of the first column
	Cols    []HeatCol
	Rows    []HeatRow
	Key     []ShadeKey
}

// Render draws the heat map.
func (v Heatmap) Render(ctx context.Context, w io.Writer) error { return heatmap(v).Render(ctx, w) }

// pct writes a percentage for an SVG attribute.
func pct(f float64) string { return string(append(num(nil, f), '%')) }

// dec writes a coordinate for an SVG attribute.
func dec(f float64) string { return string(num(nil, f)) }

// num appends a coordinate with at most one decimal.
func num(b []byte, f float64) []byte {
	return strconv.AppendFloat(b, math.Round(f*10)/10, 'f', -1, 64)
}
