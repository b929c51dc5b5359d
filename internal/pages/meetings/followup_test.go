package meetings_test

import (
	"net/http"
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

const (
	useful = "Var träffen till nytta?"
	heard  = "Kom ni till tals?"
)

func TestAChairAnswersAfterAMeeting(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna, kista := app.Association("Farsta"), app.Association("Solna"), app.Association("Kista")
	app.AskAfter("chairsMeeting")
	m := app.Finish(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-10)}).ID, farsta, solna)
	chair := app.As(authz.AssociationChair, farsta.ID)

	// One tap to the questions, two answers, one to save.
	home := chair.Get(paths.Home).OK(t)
	home.Valid()
	home.HasText("Ordförandeträff 6 april 2018: hur var det?", "Två frågor, 20 dagar kvar")
	page := chair.Get(home.Link("Svara: Ordförandeträff 6 april 2018, Farsta")).OK(t)
	page.Valid()
	page.HasText("Andra ser vilka som har svarat, men bara hur många som har svarat vad.")
	f := page.Form("Spara svaret")
	wrong := chair.Submit(f.Set("Kommentar", "Ring 850709-9805."), "Spara svaret").Is(t, http.StatusUnprocessableEntity)
	wrong.Valid()
	if errs := wrong.ErrorSummary(); len(errs) != 1 || !strings.Contains(errs[0], "personnummer") {
		t.Errorf("complaints = %q", errs)
	}
	empty := chair.Submit(wrong.Form("Spara svaret").Set("Kommentar", ""), "Spara svaret").Is(t, http.StatusUnprocessableEntity)
	empty.Valid()
	if errs := empty.ErrorSummary(); len(errs) != 2 {
		t.Errorf("complaints = %q", errs)
	}
	f = empty.Form("Spara svaret").Set(useful, "Ja").Set(heard, "Delvis").Set("Kommentar", "Mer tid till frågor.")
	next := chair.Follow(chair.Submit(f, "Spara svaret")).OK(t)
	next.Valid()
	next.HasStatus("Tack! Svaret är sparat.")
	next.HasText("Efter träffen", "Ja och delvis, 16 april 2018. Mer tid till frågor.")
	next.NoText("Solna", "Har inte svarat")
	chair.Get(paths.Home).OK(t).NoText("hur var det?")
	// A correction the day after keeps the first.
	app.SetToday(fixture.Today.AddDays(1))
	chair = app.With(chair.Account)
	page = chair.Get(chair.Get(paths.Meeting(m.ID)).OK(t).Link("Ändra svaret: Farsta")).OK(t)
	if f = page.Form("Spara svaret"); f.Value(useful) != "yes" || f.Value(heard) != "partly" {
		t.Errorf("filled in with %q and %q", f.Value(useful), f.Value(heard))
	}
	chair.Follow(chair.Submit(f.Set(heard, "Ja"), "Spara svaret")).OK(t).HasText("Ja och ja, 17 april 2018")
	page = chair.Get(paths.FollowUp(m.ID, farsta.Slug)).OK(t)
	page.Valid()
	page.HasText("Ja och delvis", "Ja och ja", "Mer tid till frågor.")
	strike := chair.Get(page.Link("Stryk svaret från 17 april 2018")).OK(t)
	strike.Valid()
	chair.Submit(strike.Form("Stryk"), "Stryk").Is(t, http.StatusUnprocessableEntity).Valid()
	chair.Follow(chair.Submit(strike.Form("Stryk").Set("Vad blev fel?", "Fel träff."), "Stryk")).OK(t).HasText("Fel träff.", "Svaret från 17 april 2018 är struket.")
	chair.Get(paths.Meeting(m.ID)).OK(t).HasText("Ja och delvis, 16 april 2018")

	// Others neither read nor answer it, and who was not there is not asked.
	other := app.As(authz.AssociationChair, solna.ID)
	other.Get(paths.FollowUp(m.ID, farsta.Slug)).Is(t, http.StatusNotFound)
	other.Get(paths.Meeting(m.ID)).OK(t).NoText("Ja och delvis", "Mer tid")
	app.As(authz.ElectionOfficer, farsta.ID).Get(paths.Meeting(m.ID)).OK(t).NoText("Ja och delvis")
	away := app.As(authz.AssociationChair, kista.ID)
	away.Get(paths.Home).OK(t).NoText("hur var det?")
	page = away.Get(paths.FollowUp(m.ID, kista.Slug)).OK(t)
	page.HasText("Kista är inte förbockad på träffen.")
	page.NoButton("Spara svaret")
}

func TestTheOfficeAndTheBoardAfterAMeeting(t *testing.T) {
	t.Parallel()
	app := apptest.New(t)
	farsta, solna := app.Association("Farsta"), app.Association("Solna")
	app.AskAfter("chairsMeeting")
	m := app.Finish(app.Meet(fixture.Meeting{Day: fixture.Today.AddDays(-10)}).ID, farsta, solna)
	office := app.As(authz.DistrictStaff, 0)
	page := office.Get(paths.Meeting(m.ID)).OK(t)
	page.Valid()
	page.HasText("0 av 2 som var med har svarat.", "Har inte svarat")
	page = office.Get(page.Link("Svara: Farsta")).OK(t)
	page.Valid()
	f := page.Form("Spara svaret").Set(useful, "Ja").Set(heard, "Nej").Set("Vilken dag svarade de?", "2018-04-05")
	office.Submit(f, "Spara svaret").Is(t, http.StatusUnprocessableEntity).HasText("Träffen var 6 april 2018. Välj den dagen eller en senare.")
	page = office.Follow(office.Submit(f.Set("Vilken dag svarade de?", "2018-04-12"), "Spara svaret")).OK(t)
	page.HasStatus("Svaret från Farsta är sparat som ifyllt per telefon.")
	page.HasText("1 av 2 som var med har svarat.", "Ja och nej, 12 april 2018 per telefon", "ja 1 · delvis 0 · nej 0")
	app.As(authz.AssociationChair, farsta.ID).Get(paths.FollowUp(m.ID, farsta.Slug)).OK(t).HasText("ifyllt av kansliet per telefon", "skrevs in 16 april 2018")
	for _, role := range []authz.Role{authz.BoardMember, authz.Auditor} {
		page = app.As(role, 0).Get(paths.Meeting(m.ID)).OK(t)
		page.Valid()
		page.HasText("1 av 2 som var med har svarat.", "ja 1 · delvis 0 · nej 0", "Har inte svarat")
		page.NoText("Ja och nej", "per telefon")
		app.As(role, 0).Get(paths.FollowUp(m.ID, farsta.Slug)).Is(t, http.StatusForbidden)
	}
	press := app.As(authz.Press, 0).Get(paths.Meeting(m.ID)).OK(t)
	press.NoText("Efter träffen", "har svarat")

	// The questions are data of the kind, and only where attendance is ticked.
	kind := app.MeetingKind("boardMeeting")
	edit := office.Get(paths.MeetingKind(kind.ID)).OK(t)
	edit.Valid()
	f = edit.Form("Spara").Set("Första frågan", "Fick vi beslut?")
	office.Submit(f, "Spara").Is(t, http.StatusUnprocessableEntity).HasText("Skriv båda frågorna, eller lämna båda tomma.")
	office.Submit(f.Set("Andra frågan", "Höll vi tiden?"), "Spara").Is(t, http.StatusUnprocessableEntity).HasText("Bara de som var med får frågorna.")
	office.Follow(office.Submit(f.Check("Närvaro prickas av"), "Spara")).OK(t)
	if k := app.MeetingKind("boardMeeting"); k.FollowUp != (store.FollowUpQuestions{First: "Fick vi beslut?", Second: "Höll vi tiden?"}) {
		t.Errorf("the questions are %+v", k.FollowUp)
	}
	if _, err := app.Store.AnswerFollowUp(app.Ctx, db.Actor{}, db.OnceKey{}, authz.Scope{}, store.NewFollowUp{Meeting: m.ID, Unit: solna.ID, First: district.AnswerYes, Second: district.AnswerYes}); err == nil {
		t.Error("somebody without a scope answers")
	}
}
