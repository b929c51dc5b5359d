package store_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"verkstad/internal/authz"
	"verkstad/internal/clock"
	"verkstad/internal/db"
	"verkstad/internal/district"
	"verkstad/internal/fixture"
	"verkstad/internal/store"
	"verkstad/internal/testdb"
	"verkstad/migrations"
)

// A district that had a campaign leadership before there were rules about its seats keeps everything that it had said: a
// post of its own under the name of a seat is the seat, with the days that the office gave it, and nobody loses a post.
func TestSeatsComeToADistrictThatHasPosts(t *testing.T) {
	t.Parallel()
	url := testdb.NewEmptyURL(t)
	ctx := t.Context()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	sqldb := stdlib.OpenDB(*cfg)
	defer sqldb.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, sqldb, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(ctx, 11); err != nil {
		t.Fatal(err)
	}
	const before = `
		INSERT INTO units (kind, name, slug) VALUES ('campaignLeadership', 'Valledningen', 'valledningen'), ('districtBoard', 'Styrelsen', 'styrelsen'),
			('cityHallGroup', 'Stadshusgruppen', 'stadshusgruppen');
		INSERT INTO people (name) VALUES ('Någon i staden'), ('Sammankallande');
		INSERT INTO posts (key, name, single) VALUES ('stadens', 'ledamot för Stockholms STAD', false);
		INSERT INTO required_posts (post_id, unit_kind, valid) SELECT id, 'campaignLeadership', '[2017-09-01,2018-10-01)' FROM posts WHERE key = 'stadens';
		INSERT INTO required_posts (post_id, unit_kind, valid) SELECT id, 'districtBoard', '[2018-01-01,)' FROM posts WHERE key = 'treasurer';
		INSERT INTO assignments (person_id, unit_id, post_id, valid, single, recorded_at)
			SELECT p.id, u.id, k.id, '[2017-09-10,)', false, '2017-09-10' FROM people p, units u, posts k
			WHERE p.name = 'Någon i staden' AND (u.slug, k.key) IN (('valledningen', 'stadens'), ('stadshusgruppen', 'groupLeader'))
			   OR p.name = 'Sammankallande' AND (u.slug, k.key) = ('valledningen', 'convenor');`
	if _, err := sqldb.ExecContext(ctx, before); err != nil {
		t.Fatal(err)
	}
	rows := func() string {
		var s string
		if err := sqldb.QueryRowContext(ctx, `
			SELECT string_agg(x, '; ' ORDER BY x) FROM (SELECT concat_ws(chr(44), a.id, a.person_id, a.unit_id, a.post_id, a.valid, a.revision) AS x FROM assignments a UNION ALL SELECT concat_ws(chr(44), u.id, u.kind, u.name, u.slug, u.alive) FROM units u UNION ALL SELECT concat_ws(chr(44), p.id, p.name) FROM people p) y`).Scan(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	had := rows()
	if err := db.Migrate(context.WithoutCancel(ctx), url, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if now := rows(); now != had {
		t.Errorf("what there was has changed:\n%s\n%s", had, now)
	}

	pool, err := db.Open(ctx, url, db.Options{MaxConns: 2, ApplicationName: "verkstad test"})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s := store.New(db.New(pool, clock.Func(func() time.Time { return time.Date(2018, time.April, 16, 8, 0, 0, 0, time.UTC) })))
	required, err := s.RequiredPosts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range required {
		switch {
		case r.UnitKind == district.KindCampaignLeadership && strings.EqualFold(r.PostName, "Ledamot för Stockholms stad"):
			if r.From != district.MustDate("2017-09-01") || r.Until != district.MustDate("2018-10-01") {
				t.Errorf("the office's own requirement is %v", r.Span())
			}
			got = append(got, "city")
		case r.UnitKind == district.KindCampaignLeadership:
			if len(r.SeatFrom) == 0 {
				t.Errorf("%s is nobody's seat", r.PostName)
			}
			got = append(got, "seat")
		case r.UnitKind == district.KindDistrictBoard && r.PostName == "Kassör":
			if r.From != district.MustDate("2018-01-01") {
				t.Errorf("the board's treasurer is required from %s", r.From)
			}
			got = append(got, "treasurer")
		case r.UnitKind == district.KindDistrictBoard:
			got = append(got, "board")
		}
	}
	slices.Sort(got)
	if want := []string{"board", "board", "board", "city", "seat", "seat", "seat", "seat", "seat", "seat", "treasurer"}; !slices.Equal(got, want) {
		t.Errorf("required: %v, want %v", got, want)
	}
	seats, err := s.Seats(ctx, authz.Everything, fixture.Today)
	if err != nil {
		t.Fatal(err)
	}
	filled := 0
	for _, x := range seats {
		if x.State == district.PostFilled {
			filled++
		}
	}
	if len(seats) != 11 || filled != 1 {
		t.Errorf("%d seats, %d of them filled, want 11 and the city's", len(seats), filled)
	}
}
