package store_test

import (
	"errors"
	"slices"
	"testing"

	"verkstad/internal/authz"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
)

func TestKindsOfMeetingAsDelivered(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	for _, c := range []struct {
		key, post                          string
		required                           int
		consultation, questions, attendace bool
		invited                            []district.UnitKind
	}{
		{"chairsMeeting", "Ordförande", 4, false, true, true, district.AssociationKinds()},
		{"representativesMeeting", "", 1, true, true, true, []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup}},
		{"groupLeadersMeeting", "Gruppledare", 0, false, true, true, []district.UnitKind{district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup}},
		{"treasurersMeeting", "Kassör", 0, false, false, true, district.AssociationKinds()},
		{"womensTraining", "", 2, false, false, true, append(district.AssociationKinds(), district.KindCountyCouncilGroup, district.KindCityHallGroup, district.KindMunicipalGroup)},
		{"boardMeeting", "", 0, false, false, false, nil},
	} {
		k := w.MeetingKind(c.key)
		if k.PostName != c.post || k.Required() != c.required || k.Consultation != c.consultation || k.Questions != c.questions || k.Attendance != c.attendace ||
			!slices.Equal(k.Invited.Kinds, c.invited) {
			t.Errorf("%s: %+v", c.key, k)
		}
	}
}

func TestKindsOfMeetingAreData(t *testing.T) {
	t.Parallel()
	w := fixture.New(t)
	k := w.NewMeetingKind(store.MeetingKindInput{Name: "Valledarträff", Plural: "Valledarträffar", PerYear: 2})
	_, err := w.Store.CreateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, store.MeetingKindInput{Name: "valledarträff", Plural: "x", Organisers: district.AssociationKinds()})
	wantInvalid(t, err, "name")
	for field, in := range map[string]store.MeetingKindInput{
		"organisers": {Name: "A", Plural: "A"},
		"perYear":    {Name: "B", Plural: "B", Organisers: district.AssociationKinds(), PerYear: 13},
		"audiences":  {Name: "C", Plural: "C", Organisers: district.AssociationKinds(), Audiences: []string{"alla", "alla"}},
	} {
		_, err := w.Store.CreateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, in)
		wantInvalid(t, err, field)
	}
	in := store.MeetingKindInput{Name: "Valarbetarträff", Plural: "Valarbetarträffar", Organisers: []district.UnitKind{district.KindDistrict}}
	if err := w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, in); err != nil {
		t.Fatal(err)
	}
	var stale *district.StaleError
	if err := w.Store.UpdateMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision, in); !errors.As(err, &stale) || len(stale.Now) != 12 {
		t.Errorf("an old revision: %v", err)
	}
	if err := w.Store.RetireMeetingKind(w.Ctx, w.Actor, db.OnceKey{}, k.ID, k.Revision+1, fixture.Today); err != nil {
		t.Fatal(err)
	}
	district1 := w.Unit(store.NewUnit{Kind: district.KindDistrict})
	plan := func(day district.Date) error {
		_, err := w.Store.PlanMeeting(w.Ctx, w.Actor, db.OnceKey{}, authz.Everything, store.NewMeeting{Kind: k.ID, Organiser: district1.ID, When: w.At(day, "")})
		return err
	}
	wantInvalid(t, plan(fixture.Today), "kind")
	if err := plan(fixture.Today.AddDays(-1)); err != nil {
		t.Errorf("the day before it was retired: %v", err)
	}
}
