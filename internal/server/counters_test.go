package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"verkstad/internal/apptest"
	"verkstad/internal/auth"
	"verkstad/internal/db"
	"verkstad/internal/demo"
	"verkstad/internal/fixture"
	"verkstad/internal/paths"
	"verkstad/internal/store"
)

// sent is every statement that the application sends, so that it can be counted, and explained afterwards.
type sent struct {
	mu    sync.Mutex
	all   []statement
	trips int
}

type statement struct {
	sql  string
	args []any
}

func (s *sent) add(trips int, all ...statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trips += trips
	s.all = append(s.all, all...)
}

func (s *sent) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all, s.trips = nil, 0
}

func (s *sent) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.add(1, statement{d.SQL, d.Args})
	return ctx
}
func (s *sent) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (s *sent) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	s.add(1)
	return ctx
}
func (s *sent) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	s.add(0, statement{d.SQL, d.Args})
}
func (s *sent) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// changes tells whether a statement writes: sessions and the read log do, beside the page.
var changes = regexp.MustCompile(`(?i)\b(INSERT|UPDATE|DELETE)\b`)

// reads tells whether a statement is one that Postgres can explain.
var reads = regexp.MustCompile(`(?i)^[\s(]*(SELECT|WITH)\b`)

// buffers counts the pages of memory that the reading statements touch, by asking Postgres to run them once more.
func (s *sent) buffers(t *testing.T, conn *pgx.Conn) (n int) {
	t.Helper()
	for _, st := range s.all {
		if changes.MatchString(st.sql) || !reads.MatchString(st.sql) {
			continue
		}
		var plans []struct {
			Plan struct {
				Hit  int `json:"Shared Hit Blocks"`
				Read int `json:"Shared Read Blocks"`
			}
		}
		if err := conn.QueryRow(t.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "+st.sql, st.args...).Scan(&plans); err != nil {
			t.Fatalf("explain %s: %v", st.sql, err)
		}
		n += plans[0].Plan.Hit + plans[0].Plan.Read
	}
	return n
}

// A counted is the demo on the morning of its first day, served by an application whose statements are counted.
type counted struct {
	*fixture.World
	app      *apptest.App
	log      *sent
	patterns []pattern
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	w := fixture.New(t)
	w.SetNow(time.Date(2018, time.April, 16, 8, 30, 0, 0, time.UTC))
	if err := demo.Load(w.Ctx, w.Store); err != nil {
		t.Fatal(err)
	}
	cfg, err := pgxpool.ParseConfig(w.DB.Pool().Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	log := &sent{}
	cfg.ConnConfig.Tracer = log
	pool, err := pgxpool.NewWithConfig(w.Ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	w.DB = db.New(pool, w.DB.Clock())
	w.Store = store.New(w.DB)
	return &counted{World: w, app: apptest.Over(t, w), log: log}
}

// tenfoldUnits makes the district ten times as large: associations with their posts. Like threefoldGoals it copies rows and
// rewrites the keys, so that what it makes is as skewed as the demo is.
const tenfoldUnits = `
	CREATE TEMP TABLE n AS SELECT k FROM generate_series(1, 9) AS k;
	CREATE TEMP TABLE unit_copy AS
		SELECT u.id AS old, n.k, nextval(pg_get_serial_sequence('units', 'id')) AS new FROM units u, n WHERE u.kind IN ('association', 'tradeAssociation');
	INSERT INTO units (id, kind, name, slug, purpose, founded, closed) OVERRIDING SYSTEM VALUE
		SELECT c.new, u.kind, u.name || ' ' || c.k, u.slug || '-' || c.k, u.purpose, u.founded, u.closed FROM unit_copy c JOIN units u ON u.id = c.old;
	INSERT INTO associations (unit_id, meeting_place, local_issue) SELECT c.new, a.meeting_place, a.local_issue FROM unit_copy c JOIN associations a ON a.unit_id = c.old;
	INSERT INTO unit_contacts (unit_id, kind, value, published, sort) SELECT c.new, x.kind, x.value, x.published, x.sort FROM unit_copy c JOIN unit_contacts x ON x.unit_id = c.old;
	INSERT INTO unit_areas (unit_id, area_id, valid) SELECT c.new, x.area_id, x.valid FROM unit_copy c JOIN unit_areas x ON x.unit_id = c.old;
	INSERT INTO assignments (person_id, unit_id, post_id, valid, single, gender, recorded_at, struck_at, struck_by, struck_reason)
		SELECT a.person_id, c.new, a.post_id, a.valid, a.single, a.gender, a.recorded_at, a.struck_at, a.struck_by, a.struck_reason
		FROM unit_copy c JOIN assignments a ON a.unit_id = c.old;
	INSERT INTO vacancies (unit_id, post_id, since, recorded_at, struck_at, struck_by, struck_reason)
		SELECT c.new, v.post_id, v.since, v.recorded_at, v.struck_at, v.struck_by, v.struck_reason FROM unit_copy c JOIN vacancies v ON v.unit_id = c.old;`

// threefoldGoals makes three plans' worth of goals, with their measures and all that is written on them.
const threefoldGoals = `
	CREATE TEMP TABLE goal_copy AS SELECT g.id AS old, n.k, nextval(pg_get_serial_sequence('goals', 'id')) AS new FROM goals g, n WHERE n.k <= 2;
	INSERT INTO goals (id, plan_id, kind, number, part, title, approved_at, closed_on, closed_reason) OVERRIDING SYSTEM VALUE
		SELECT c.new, g.plan_id, g.kind, g.number + 1000 * c.k, g.part, g.title, g.approved_at, g.closed_on, g.closed_reason FROM goal_copy c JOIN goals g ON g.id = c.old;
	INSERT INTO goal_units (goal_id, unit_id) SELECT c.new, x.unit_id FROM goal_copy c JOIN goal_units x ON x.goal_id = c.old;
	INSERT INTO goal_tags (goal_id, tag_id) SELECT c.new, x.tag_id FROM goal_copy c JOIN goal_tags x ON x.goal_id = c.old;
	INSERT INTO overrides (goal_id, text, valid, account_id, recorded_at) SELECT c.new, x.text, x.valid, x.account_id, x.recorded_at FROM goal_copy c JOIN overrides x ON x.goal_id = c.old;
	CREATE TEMP TABLE measure_copy AS
		SELECT m.id AS old, c.new AS goal, nextval(pg_get_serial_sequence('measures', 'id')) AS new FROM measures m JOIN goal_copy c ON c.old = m.goal_id;
	INSERT INTO measures (id, goal_id, sort, label) OVERRIDING SYSTEM VALUE SELECT c.new, c.goal, m.sort, m.label FROM measure_copy c JOIN measures m ON m.id = c.old;
	INSERT INTO measure_versions (measure_id, valid, kind, indicator, params, population, target, target_unit, rhythm, earliest, due, latest, recorded_at)
		SELECT c.new, v.valid, v.kind, v.indicator, v.params, v.population, v.target, v.target_unit, v.rhythm, v.earliest, v.due, v.latest, v.recorded_at
		FROM measure_copy c JOIN measure_versions v ON v.measure_id = c.old;
	INSERT INTO milestones (measure_id, title, sort, valid, due, done_on, cancelled_on, note, recorded_on, recorded_at)
		SELECT c.new, x.title, x.sort, x.valid, x.due, x.done_on, x.cancelled_on, x.note, x.recorded_on, x.recorded_at FROM measure_copy c JOIN milestones x ON x.measure_id = c.old;
	INSERT INTO judgements (measure_id, level, reason, judged_on, account_id, recorded_at)
		SELECT c.new, x.level, x.reason, x.judged_on, x.account_id, x.recorded_at FROM measure_copy c JOIN judgements x ON x.measure_id = c.old;`

// A page sends the same statements in the same round trips however large the district is, and what its queries touch
// grows no faster than what they count. The middleware's own statements are among them.
func TestPagesOfALargeDistrict(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	w, log, app := c.World, c.log, c.app
	plain, err := pgx.Connect(w.Ctx, w.DB.Pool().Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = plain.Close(context.WithoutCancel(w.Ctx)) }()
	account, err := w.Store.AccountByEmail(w.Ctx, fixture.Today, auth.NormalEmail(demo.Accounts()[0].Email))
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := app.Auth.SignIn(w.Ctx, rec, httptest.NewRequest(http.MethodPost, "/", nil), account.ID); err != nil {
		t.Fatal(err)
	}
	type counters struct {
		statements, trips, buffers, bytes int
		took                              time.Duration
	}
	visit := func(path string) (c counters) {
		t.Helper()
		for range 2 { // the first time prepares statements, and touches the session and the read log
			log.reset()
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			for _, k := range rec.Result().Cookies() {
				r.AddCookie(k)
			}
			answer := httptest.NewRecorder()
			start := time.Now()
			app.Server.Handler().ServeHTTP(answer, r)
			c.took = time.Since(start)
			if answer.Code != http.StatusOK {
				t.Fatalf("%s: %d", path, answer.Code)
			}
			c.bytes = answer.Body.Len()
		}
		c.statements, c.trips = len(log.all), log.trips
		c.buffers = log.buffers(t, plain)
		return c
	}
	pages := []string{paths.Home, paths.Goals, paths.Goal(3), paths.GoalsChanged, paths.Matrix, paths.Associations, paths.Association("farsta"), paths.Plan(1)}
	sizes := []struct {
		name, grow string
		most       float64 // times as many buffers: what lists or counts everything, and more for what names and indexes grow
	}{{"the demo", "", 0}, {"ten times the associations", tenfoldUnits, 18}, {"and three times the goals", threefoldGoals, 5}}
	var table strings.Builder
	var before []counters
	for _, size := range sizes {
		if _, err := plain.Exec(w.Ctx, size.grow); err != nil {
			t.Fatal(err)
		}
		if _, err := plain.Exec(w.Ctx, "VACUUM ANALYZE"); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&table, "%s\n%-24s %5s %10s %8s %6s %6s\n", size.name, "page", "trips", "statements", "buffers", "ratio", "bytes")
		var now []counters
		for i, path := range pages {
			c := visit(path)
			now = append(now, c)
			ratio := 1.0
			if before != nil {
				was := before[i]
				ratio = float64(c.buffers) / float64(max(was.buffers, 1))
				if c.statements != was.statements || c.trips != was.trips {
					t.Errorf("%s: %d statements in %d round trips; with %s %d in %d", path, was.statements, was.trips, size.name, c.statements, c.trips)
				}
				if ratio > size.most {
					t.Errorf("%s: touches %.1f times as many buffers with %s", path, ratio, size.name)
				}
			}
			fmt.Fprintf(&table, "%-24s %5d %10d %8d %5.1f× %6d  %v\n", path, c.trips, c.statements, c.buffers, ratio, c.bytes, c.took.Round(time.Millisecond))
		}
		before = now
	}
	t.Log("\n" + table.String())
}
