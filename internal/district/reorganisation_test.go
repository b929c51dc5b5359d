package district_test

import (
	"testing"

	"verkstad/internal/district"
)

func TestMergesWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b district.UnitKind
		want bool
	}{
		{district.KindAssociation, district.KindAssociation, true},
		{district.KindAssociation, district.KindTradeAssociation, true},
		{district.KindNetwork, district.KindCommittee, true},
		{district.KindMunicipalGroup, district.KindMunicipalGroup, true},
		{district.KindAssociation, district.KindCommittee, false},
		{district.KindMunicipalGroup, district.KindCityHallGroup, false},
		{district.KindDistrict, district.KindDistrict, false},
		{"", "", false},
	} {
		if got := c.a.MergesWith(c.b); got != c.want || got != c.b.MergesWith(c.a) {
			t.Errorf("%s merges with %s: %v, want %v both ways", c.a, c.b, got, c.want)
		}
	}
}
