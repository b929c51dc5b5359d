package documents_test

import (
	"net/http"
	"net/url"
	"testing"

	"verkstad/internal/apptest"
	"verkstad/internal/authz"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/measure"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

func TestADocumentFromDraftToArchive(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	app.Unit(store.NewUnit{Kind: district.KindInfoGroup, Name: "Infogruppen"})
	app.Unit(store.NewUnit{Kind: district.KindDistrictBoard, Name: "Distriktsstyrelsen"})
	office := app.As(authz.DistrictStaff, 0)

	empty := office.Get(paths.Documents).OK(t)
	empty.Valid()
	empty.HasText("Inga dokument än")
	form := office.Get(empty.Link("Lägg till det första")).OK(t)
	form.Valid()
	f := form.Form("Lägg till")
	bad := office.Submit(f, "Lägg till").Is(t, http.StatusUnprocessableEntity)
	bad.Valid()
	bad.HasText("Fyll i namn", "Välj slag")
	f.Set("Slag", string(district.DocumentCommunicationPlan)).Set("Namn", "Kommunikationsplan för utskotten").Choose("Tas fram av", "Infogruppen").
		Set("Eller i ord", "Årskonferensen, eller styrelsen").Set("Syfte", "Att utskotten syns.").Check("Genomförande").Set("Antagande", "2018-04-10")
	page := office.Follow(office.Submit(f, "Lägg till")).OK(t)
	page.Valid()
	page.HasText("Kommunikationsplan för utskotten", "ligger efter: antagande senast 10 april 2018", "Infogruppen", "Årskonferensen, eller styrelsen", "Att utskotten syns.")

	office.Get(paths.Home).OK(t).HasText("Kommunikationsplan för utskotten", "Steget antagande skulle vara klart 10 april 2018")

	step := office.Get(page.Link("Klart: Antagande")).OK(t)
	step.Valid()
	step.HasText("Ska vara klart senast 10 april 2018", "Antas av årskonferensen, eller styrelsen.")
	f = step.Form("Spara").Set("Dag", "2018-04-17")
	office.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("Välj i dag eller en tidigare dag")
	f.Set("Dag", "2018-04-09").Choose("Organ", "Distriktsstyrelsen").Set("Eller i ord", "")
	page = office.Follow(office.Submit(f, "Spara")).OK(t)
	page.Valid()
	page.HasText("Antagen 9 april 2018.", "antagen 9 april 2018", "inskrivet 16 april 2018", "Antagen 9 april 2018, utan utkast.")
	// The same step again from an old page is a conflict that shows both.
	stale := step.Form("Spara").Set("Dag", "2018-04-08").Choose("Organ", "Infogruppen").Set("Eller i ord", "")
	office.Submit(stale, "Spara").Is(t, http.StatusConflict).HasText("Distriktsstyrelsen", "2018-04-09")

	list := office.Get(paths.Documents).OK(t)
	list.Valid()
	list.HasText("På gång", "9 apr 2018")
	for _, role := range []authz.Role{authz.BoardMember, authz.Press, authz.Nominating} {
		c := app.As(role, 0)
		read := c.Get(c.Get(paths.Documents).OK(t).Link("Kommunikationsplan för utskotten")).OK(t)
		read.Valid()
		read.HasText("antagen 9 april 2018")
		read.NoText("Historik", "Arkivera", "Rätta")
	}

	// A goal that counts the document moves with it.
	goal := app.Goal(fixture.Goal{Sentence: "Ta fram en kommunikationsplan för utskotten."})
	id := page.Link("Ändra")
	doc, _ := app.Store.Documents(app.Ctx, store.DocumentFilter{}, fixture.Today)
	app.Measure(goal.ID, measure.Definition{Kind: measure.KindDelivery, Indicator: measure.DocumentSteps, Params: measure.DocumentStepsParams{DocumentIDs: []int64{doc[0].ID}}.JSON()})
	counted := office.Get(paths.Goal(goal.ID)).OK(t)
	counted.Valid()
	counted.HasText("1 av 4", "Kommunikationsplan för utskotten: antagen")
	office.Get(paths.Document(doc[0].ID)).OK(t).HasText("Mål som räknar stegen", "Ta fram en kommunikationsplan för utskotten")

	edit := office.Get(id).OK(t)
	edit.Valid()
	f = edit.Form("Spara").Uncheck("Antagande")
	office.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("är klart och kan inte tas bort")
	office.Follow(office.Submit(f.Check("Antagande").Uncheck("Remiss"), "Spara")).OK(t).NoLink("Klart: Remiss")
	office.Get(paths.Goal(goal.ID)).OK(t).HasText("1 av 3")

	ask := office.Get(page.Link("Arkivera")).OK(t)
	ask.Valid()
	ask.HasText("Ta fram en kommunikationsplan", "kan inte nås")
	archived := office.Follow(office.Submit(ask.Form("Arkivera"), "Arkivera")).OK(t)
	archived.Valid()
	archived.HasText("Dokumentet är i arkivet", "räknas inget av stegen som klart")
	archived.NoLink("Klart: Utkast")
	office.Get(paths.Goal(goal.ID)).OK(t).HasText("0 av 3", "kan inte längre nås")
	office.Get(paths.Documents).OK(t).NoText("Kommunikationsplan för utskotten")
	office.Get(paths.ArchivedDocuments).OK(t).HasText("I arkivet", "Kommunikationsplan för utskotten")
	office.Get(paths.DocumentStep(doc[0].ID, district.StepDrafted)).OK(t)
	office.Post(paths.DocumentStep(doc[0].ID, district.StepDrafted), url.Values{"on": {"2018-04-01"}, "revision": {"1"}}).Is(t, http.StatusUnprocessableEntity).HasText("arkiverat")
	back := office.Follow(office.Submit(archived.Form("Ta tillbaka"), "Ta tillbaka")).OK(t)
	back.HasText("inte längre i arkivet")
	undone := office.Follow(office.Submit(back.Form("Ångra: Antagande"), "Ångra: Antagande")).OK(t)
	undone.NoText("antagen 9 april")
	undone.HasText("Ett steg för ett dokument ångrades", "Ett dokument arkiverades")
	office.Get(paths.Document(doc[0].ID)+"/steg/remiss").Is(t, http.StatusNotFound)
	office.Get(paths.Document(doc[0].ID)+"/steg/annat").Is(t, http.StatusNotFound)
	office.Get(paths.AuditLog).OK(t).HasText("Skrev att ett steg är klart för dokument: Kommunikationsplan för utskotten")
}
