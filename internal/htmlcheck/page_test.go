package htmlcheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const sample = `<!DOCTYPE html>
<html lang="sv"><head><title>Farsta · Verkstad</title></head><body>
<nav aria-label="Rum"><ul><li><a href="/" aria-current="true">Hem</a></li><li><a href="/mal">Mål</a></li></ul></nav>
<div role="status"><p><span aria-hidden="true">✓</span> Uppdraget är sparat.</p></div>
<main id="innehall"><h1>Farsta</h1>
<div role="group" aria-labelledby="fel-rubrik"><h2 id="fel-rubrik">2 saker behöver rättas</h2><ul><li><a href="#f-namn">Fyll i namn.</a></li><li>Hela</li></ul></div>
<section><h2>Uppdrag</h2>
<table><caption>Uppdrag</caption>
<thead><tr><th scope="col"><a href="?s=post">Uppdrag <span aria-hidden="true">↑</span></a></th><th scope="col">Person</th><th scope="col">Antal</th></tr></thead>
<tbody><tr><th scope="row">Ordförande</th><td>Ordförande<br>Farsta</td><td>1&nbsp;234</td><td><a href="/u/1">Ändra</a></td></tr>
<tr><th scope="row">Kassör</th><td colspan="2">vakant</td><td><a href="/u/2">Ändra</a></td></tr></tbody>
<tfoot><tr><th scope="row">Summa</th><td></td><td>1</td></tr></tfoot></table>
<p hidden>Dold text</p><p><b>44</b> av <b>51</b></p><p>Rad</p><p>två</p>
</section>
<section aria-label="Kontakt"><h2>Så når du oss</h2><dl><dt>Telefon</dt><dd>08-465 004 00</dd><dt>Adress</dt><dd>Gatan 1</dd><dd>Farsta</dd></dl></section>
<form method="post" action="/uppdrag?x=1">
<input type="hidden" name="once" value="nyckel">
<label for="f-namn">Namn</label><p id="f-namn-hint">Hela namnet</p><p id="f-namn-error"><span aria-hidden="true">✕</span> Fyll i namn.</p>
<input id="f-namn" name="namn" value="typed" aria-describedby="f-namn-hint f-namn-error" aria-invalid="true" required>
<label for="f-text">Text <span>frivilligt</span></label><textarea id="f-text" name="text">
a
b</textarea>
<label for="f-roll">Roll</label><select id="f-roll" name="roll"><option value="">Välj</option><option value="k" selected>Kassör</option><option value="o">Ordförande</option></select>
<label for="f-las">Låst</label><input id="f-las" name="las" value="1" disabled>
<fieldset aria-describedby="f-svar-error"><legend>Kommer ni?</legend><p id="f-svar-error">Välj ett svar.</p>
<label><input type="radio" name="svar" value="ja"> Ja</label><label><input type="radio" name="svar" value="nej" checked> Nej</label></fieldset>
<fieldset><legend>Ämnen <span>frivilligt</span></legend><label><input type="checkbox" name="amne" value="1" checked> Skola</label><label><input type="checkbox" name="amne" value="2"> Vård</label></fieldset>
<fieldset><legend>Annat</legend><label><input type="checkbox" name="publik"> Visa för alla</label><label for="f-dag">Dag</label><input type="date" id="f-dag" name="dag"></fieldset>
<button type="submit">Spara</button><button type="submit" name="sedan" value="ny" formaction="/uppdrag/ny">Spara och ny</button></form>
<form method="get" action="/sok" role="search" aria-label="Sök"><label for="q">Sök</label><input id="q" name="q" type="search"><button type="submit">Leta</button></form>
<button type="button">Kopiera</button>
</main></body></html>`

// A recorder is a testing.TB that remembers complaints; a stopped one panics with itself.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Error(args ...any) { r.said = append(r.said, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); panic(r) }

// complaints returns what a page says against a use of it.
func complaints(body string, use func(*Page)) (said []string) {
	r := &recorder{}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
		said = r.said
	}()
	use(Parse(r, body))
	return r.said
}

func TestPageAccepts(t *testing.T) {
	p := Parse(t, sample)
	p.Heading(1, "Farsta")
	p.HasText("Uppdraget är sparat.", "✓ Uppdraget", "44 av 51", "1 234", "1\u00a0234", "Rad två", "Ordförande Farsta")
	p.NoText("Dold text", "Radtvå", "Verkstad")
	p.HasStatus("Uppdraget är sparat.")
	p.HasButton("Spara")
	p.NoButton("Ta bort")
	p.NoLink("Ta bort")
	p.NoTable("Möten")
	p.NoForm("Ta bort")
	for _, c := range []struct{ what, got, want string }{
		{"title", p.Title(), "Farsta · Verkstad"},
		{"h1", p.H1(), "Farsta"},
		{"link", p.Link("Mål"), "/mal"},
		{"link in a region", p.Region("Rum").Link("Hem"), "/"},
		{"current", strings.Join(p.Current(), "|"), "Hem"},
		{"error summary", strings.Join(p.ErrorSummary(), "|"), "Fyll i namn.|Hela"},
		{"alert", p.Alert(), ""},
		{"items", strings.Join(p.Region("Rum").Items(), "|"), "Hem|Mål"},
		{"terms", p.Region("Kontakt").Terms()["Adress"], "Gatan 1 Farsta"},
		{"by id", p.ByID("f-namn").Attr("name"), "namn"},
		{"main", p.Main().Attr("id"), "innehall"},
		{"buttons", strings.Join(p.Region("Uppdrag").Buttons(), "|"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q, want %q", c.what, c.got, c.want)
		}
	}
	p.Region("Kontakt").NoText("Kassör")
}

func TestTable(t *testing.T) {
	p := Parse(t, sample)
	table := p.Table("Uppdrag")
	if !slices.Equal(table.Columns, []string{"Uppdrag", "Person", "Antal"}) || len(table.Rows) != 2 || len(table.Foot) != 1 {
		t.Errorf("table is %+v", table)
	}
	if got := table.Row("Kassör"); !slices.Equal(got, []string{"Kassör", "vakant", "", "Ändra"}) {
		t.Errorf("row is %q", got)
	}
	if got := table.Cell("Ordförande", "Antal"); got != "1 234" {
		t.Errorf("cell is %q", got)
	}
	if got := table.Column("Uppdrag"); !slices.Equal(got, []string{"Ordförande", "Kassör"}) {
		t.Errorf("column is %q", got)
	}
	if got := table.In("Kassör").Link("Ändra"); got != "/u/2" {
		t.Errorf("link in row is %q", got)
	}
	bare := Parse(t, `<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>`).Table("")
	if bare.Cell("1", "B") != "2" || len(bare.Rows) != 1 {
		t.Errorf("table without head is %+v", bare)
	}
}

func TestForm(t *testing.T) {
	p := Parse(t, sample)
	for _, which := range []string{"/uppdrag", "/uppdrag?x=1", "Spara", "Spara och ny"} {
		if f := p.Form(which); f.Hidden("once") != "nyckel" || f.Method != "post" {
			t.Errorf("form %q is %+v", which, f)
		}
	}
	if f := p.Form("Sök"); f.Action != "/sok" || f.Method != "get" {
		t.Errorf("search form is %+v", f)
	}
	f := p.Form("/uppdrag")
	if got, want := f.Labels(), []string{"Namn", "Text", "Roll", "Låst", "Kommer ni?", "Ämnen", "Visa för alla", "Dag"}; !slices.Equal(got, want) {
		t.Errorf("fields are %q, want %q", got, want)
	}
	name := f.Field("Namn")
	if name.Value != "typed" || name.Error != "Fyll i namn." || name.Hint != "Hela namnet" || !name.Required || name.Type != "text" || name.Name != "namn" {
		t.Errorf("field is %+v", name)
	}
	if f.Error("Kommer ni?") != "Välj ett svar." || f.Error("Text") != "" || f.Value("Kommer ni?") != "nej" || f.Value("Text") != "a\nb" {
		t.Errorf("fields are %+v", f.Fields())
	}
	if got := f.Values().Encode(); got != "amne=1&dag=&namn=typed&once=nyckel&roll=k&svar=nej&text=a%0Ab" {
		t.Errorf("untouched form sends %s", got)
	}
	f.Set("Namn", "Nytt").Set("Roll", "Ordförande").Set("Kommer ni?", "Ja").Choose("Ämnen", "Vård").Check("Visa för alla").Set("Dag", "2018-09-09")
	method, action, values := f.Press("Spara och ny")
	if method != "post" || action != "/uppdrag/ny" ||
		values.Encode() != "amne=2&dag=2018-09-09&namn=Nytt&once=nyckel&publik=on&roll=o&sedan=ny&svar=ja&text=a%0Ab" {
		t.Errorf("form sends %s %s %s", method, action, values.Encode())
	}
	f.Uncheck("Visa för alla", "Vård")
	if values := f.Submit("Spara"); values.Has("publik") || values.Has("amne") || values.Has("sedan") {
		t.Errorf("form sends %s", values.Encode())
	}
	if !f.HasField("Dag") || f.HasField("Natt") {
		t.Error("fields are not found by label")
	}
}

func TestPageComplains(t *testing.T) {
	for want, use := range map[string]func(*Page){
		`no heading 2 "Farsta"`:                       func(p *Page) { p.Heading(2, "Farsta") },
		`no text "Tumba"`:                             func(p *Page) { p.HasText("Farsta", "Tumba") },
		`no text "Dold"`:                              func(p *Page) { p.HasText("Dold") },
		`text "Kassör" is in`:                         func(p *Page) { p.NoText("Kassör") },
		`text "1 234" is in`:                          func(p *Page) { p.NoText("1 234") },
		`no link "Tumba"; there are ["Hem" "Mål"`:     func(p *Page) { p.Link("Tumba") },
		`link "Ändra" leads both to`:                  func(p *Page) { p.Link("Ändra") },
		`there is a link "Mål" to /mal`:               func(p *Page) { p.NoLink("Mål") },
		`no button "Ta bort"`:                         func(p *Page) { p.HasButton("Ta bort") },
		`there is a button "Spara"`:                   func(p *Page) { p.NoButton("Spara") },
		`status is "Uppdraget är sparat.", want "Nej`: func(p *Page) { p.HasStatus("Nej") },
		`no region "Möten"; there are ["Rum"`:         func(p *Page) { p.Region("Möten") },
		`nothing has the id "nix"`:                    func(p *Page) { p.ByID("nix") },
		`nothing has the id "f-dag"`:                  func(p *Page) { p.Region("Rum").ByID("f-dag") },
		`there are 0 main parts`:                      func(p *Page) { p.Region("Rum").Main() },
		`there are 0 tables "Möten"`:                  func(p *Page) { p.Table("Möten") },
		`there is a table "Uppdrag"`:                  func(p *Page) { p.NoTable("Uppdrag") },
		`has no row "Revisor"`:                        func(p *Page) { p.Table("Uppdrag").Row("Revisor") },
		`has no column "Dag"`:                         func(p *Page) { p.Table("Uppdrag").Cell("Kassör", "Dag") },
		`no form "/mote"`:                             func(p *Page) { p.Form("/mote") },
		`no form ""`:                                  func(p *Page) { p.Form("") },
		`there is a form "Spara"`:                     func(p *Page) { p.NoForm("Spara") },
		`there is a form "/uppdrag"`:                  func(p *Page) { p.NoForm("/uppdrag") },
		`there are 0 fields "Natt"`:                   func(p *Page) { p.Form("Spara").Value("Natt") },
		`field "Låst" cannot be changed`:              func(p *Page) { p.Form("Spara").Set("Låst", "2") },
		`field "Roll" has no option "Revisor"`:        func(p *Page) { p.Form("Spara").Set("Roll", "Revisor") },
		`field "Kommer ni?" takes one choice`:         func(p *Page) { p.Form("Spara").Choose("Kommer ni?", "Ja", "Nej") },
		`there are 0 checkboxes "Natt"`:               func(p *Page) { p.Form("Spara").Check("Natt") },
		`no button "Leta" in the form`:                func(p *Page) { p.Form("Spara").Submit("Leta") },
		`line 5: the page has`:                        func(p *Page) { Parse(p.t, strings.Replace(sample, "<h1>", "<h1>a</h1><h1>", 1)).Valid() },
	} {
		if said := complaints(sample, use); len(said) != 1 || !strings.Contains(said[0], want) {
			t.Errorf("said %q, want %q", said, want)
		}
	}
	if said := complaints(sample, func(p *Page) { p.Valid() }); said != nil {
		t.Errorf("the sample is not valid: %q", said)
	}
	two := `<form action="/a"><button type="submit">Spara</button></form><form action="/b"><button type="submit">Spara</button></form>`
	if said := complaints(two, func(p *Page) { p.Form("Spara") }); len(said) != 1 || !strings.Contains(said[0], "there are 2 forms") {
		t.Errorf("two forms of one button: %q", said)
	}
}

func TestTerms(t *testing.T) {
	got := Parse(t, sample).Terms()
	want := map[string]string{"Telefon": "08-465 004 00", "Adress": "Gatan 1 Farsta"}
	if !maps.Equal(got, want) {
		t.Errorf("terms are %v, want %v", got, want)
	}
}
