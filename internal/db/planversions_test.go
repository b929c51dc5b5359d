package db_test

import (
	"context"
	"database/sql"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"verkstad/internal/testdb"
	"verkstad/migrations"
)

// before13 is a plan as it was kept before it could have versions: its text, what was found in it in every state, and the
// goals.
const before13 = `
INSERT INTO source_files (name, sha256, content, uploaded_at, split_at) VALUES ('plan.txt', sha256('plan'), 'plan', '2017-02-20', '2017-02-20');
INSERT INTO plans (source_file_id, name, kind, period, adopted_on, created_at) VALUES
	(1, 'Planen', 'operationalPlan', '[2017-02-18,2019-04-01)', '2017-02-19', '2017-02-20'),
	(NULL, 'En annan', 'other', '[2017-02-18,2019-04-01)', NULL, '2017-02-21');
INSERT INTO plan_nodes (plan_id, parent_id, ord, kind, level, text) VALUES (1, NULL, 1, 'chapter', 1, 'Inledning'), (1, 1, 2, 'bullet', 1, 'Ett.'),
	(1, 1, 3, 'bullet', 1, 'Två.'), (1, 1, 4, 'bullet', 1, 'Tre.'), (2, NULL, 1, 'paragraph', 0, 'Fyra.');
INSERT INTO commitments (plan_id, node_id, ord, kind, class, sentence, section_path, hash, proposal, reason, state, decided_at) VALUES
	(1, 2, 1, 'formal', 'goal', 'Ett.', '{Inledning}', sha256('Ett.'), '{"Kind": "coverage"}', 'Står så.', 'approved', '2017-02-20'),
	(1, 3, 2, 'formal', 'goal', 'Två.', '{Inledning}', sha256('Två.'), '{"Kind": "delivery"}', 'Står så.', 'rejected', '2017-02-20'),
	(1, 4, 3, 'formal', 'goal', 'Tre.', '{Inledning}', sha256('Tre.'), '{"Kind": "judgement"}', 'Står så.', 'proposed', NULL),
	(2, 5, 1, 'formal', 'goal', 'Fyra.', '{}', sha256('Fyra.'), '{"Kind": "volume"}', 'Står så.', 'approved', '2017-02-21');
INSERT INTO goals (plan_id, commitment_id, number, title, approved_at, closed_on, closed_reason) VALUES (1, 1, 1, 'Det första', '2017-02-20', NULL, ''),
	(2, 4, 1, 'Det fjärde', '2017-02-21', '2018-01-01', 'Klart.'), (1, NULL, 7, 'För hand', '2017-02-21', NULL, '');`

// What stood becomes the first version, and nothing of it is lost.
func TestPlansBecomeVersions(t *testing.T) {
	t.Parallel()
	conn, err := sql.Open("pgx", testdb.NewEmptyURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p, err := goose.NewProvider(goose.DialectPostgres, conn, migrations.FS, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	value := func(query string) (s string) {
		t.Helper()
		if err := conn.QueryRowContext(t.Context(), query).Scan(&s); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return s
	}
	up := func(version int64) {
		t.Helper()
		if _, err := p.UpTo(context.Background(), version); err != nil {
			t.Fatal(err)
		}
	}
	up(12)
	if _, err := conn.ExecContext(t.Context(), before13); err != nil {
		t.Fatal(err)
	}
	const kept = `SELECT string_agg(concat_ws('|', c.id, c.plan_id, c.sentence, c.section_path, c.proposal, c.reason, c.state, c.decided_at, c.revision, n.text, n.ord, up.text,
		g.title, g.number, g.approved_at, g.closed_on, g.closed_reason, p.name, p.period), E'\n' ORDER BY c.id)
		FROM commitments c JOIN plans p ON p.id = c.plan_id LEFT JOIN plan_nodes n ON n.id = c.node_id LEFT JOIN plan_nodes up ON up.id = n.parent_id
		LEFT JOIN goals g ON g.commitment_id = c.id`
	was := value(kept)
	up(13)
	if now := value(kept); now != was {
		t.Errorf("after:\n%s\nbefore:\n%s", now, was)
	}
	for query, want := range map[string]string{
		`SELECT string_agg(concat_ws('|', plan_id, number, source_file_id, adopted_on), ', ' ORDER BY plan_id) FROM plan_versions`:       "1|1|1|2017-02-19, 2|1",
		`SELECT string_agg(v.plan_id || ':' || n.text, ' ' ORDER BY n.id) FROM plan_nodes n JOIN plan_versions v ON v.id = n.version_id`: "1:Inledning 1:Ett. 1:Två. 1:Tre. 2:Fyra.",
		`SELECT string_agg(concat_ws('|', c.number, v.change, v.sentence = c.sentence AND v.hash = c.hash AND v.node_id = c.node_id AND v.found->'proposal' = c.proposal
			AND v.found->>'reason' = c.reason), ', ' ORDER BY c.id) FROM commitments c JOIN commitment_versions v ON v.commitment_id = c.id`: "1|added|t, 2|added|t, 3|added|t, 1|added|t",
		`SELECT string_agg(concat_ws('|', goal_id, commitment_id, how), ', ' ORDER BY goal_id) FROM goal_commitments`: "1|1|alone, 2|4|alone",
		`SELECT string_agg(concat_ws('|', kind, number, part), ', ' ORDER BY id) FROM goals`:                          "formal|1|0, formal|1|0, formal|7|0",
	} {
		if got := value(query); got != want {
			t.Errorf("%s:\n%s\nwant %s", query, got, want)
		}
	}
}
