-- Measures: how a goal is measured, dated, so that a trend point uses the definition then valid.
-- +goose Up
CREATE TABLE measures (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    goal_id bigint NOT NULL CONSTRAINT measures_goal_id_fkey REFERENCES goals (id),
    sort    integer NOT NULL DEFAULT 0,
    label   text NOT NULL DEFAULT ''
);
COMMENT ON TABLE measures IS 'The identity of a measure over its definitions. A goal may have several, shown side by side and never melted into one.';
CREATE INDEX measures_goal_idx ON measures (goal_id, sort, id);

CREATE TABLE measure_versions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure_id  bigint NOT NULL CONSTRAINT measure_versions_measure_id_fkey REFERENCES measures (id),
    valid       daterange NOT NULL CONSTRAINT measure_versions_valid_check CHECK (NOT isempty(valid)),
    kind        text NOT NULL CONSTRAINT measure_versions_kind_check CHECK (kind IN ('coverage', 'frequency', 'volume', 'delivery', 'judgement')),
    indicator   text NOT NULL,
    params      jsonb NOT NULL DEFAULT '{}' CONSTRAINT measure_versions_params_check CHECK (jsonb_typeof(params) = 'object'),
    population  jsonb NOT NULL DEFAULT '{}' CONSTRAINT measure_versions_population_check CHECK (jsonb_typeof(population) = 'object'),
    target      integer CONSTRAINT measure_versions_target_check CHECK (target > 0),
    target_unit text NOT NULL DEFAULT 'all' CONSTRAINT measure_versions_target_unit_check CHECK (target_unit IN ('all', 'count', 'percent')),
    rhythm      jsonb NOT NULL DEFAULT '{}' CONSTRAINT measure_versions_rhythm_check CHECK (jsonb_typeof(rhythm) = 'object'),
    earliest    date,
    due         date,
    latest      date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT measure_versions_target_given CHECK ((target IS NULL) = (target_unit = 'all')),
    CONSTRAINT measure_versions_percent_check CHECK (target_unit <> 'percent' OR target <= 100),
    CONSTRAINT measure_versions_no_overlap EXCLUDE USING gist (measure_id WITH =, valid WITH &&)
);
COMMENT ON TABLE measure_versions IS 'A definition and the days on which it holds. The first of a measure holds from the beginning; a change holds from its own day, so that the curve before it stays.';
COMMENT ON COLUMN measure_versions.indicator IS 'Key of the indicator declared in package measure that counts it.';
COMMENT ON COLUMN measure_versions.params IS 'Parameters of the indicator, checked by its declaration.';
COMMENT ON COLUMN measure_versions.population IS 'Which units are counted: kinds and conditions.';
COMMENT ON COLUMN measure_versions.target IS 'How many units (count) or how large a share (percent) is enough; null with all.';
COMMENT ON COLUMN measure_versions.rhythm IS 'When what is expected: see package measure.';
COMMENT ON COLUMN measure_versions.earliest IS 'Nothing before this day counts, and the goal is not behind before it.';
COMMENT ON COLUMN measure_versions.due IS 'Expected in full from this day.';
COMMENT ON COLUMN measure_versions.latest IS 'Last day on which the goal can be reached; after it an unreached goal is missed.';

CREATE TABLE milestones (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure_id   bigint NOT NULL CONSTRAINT milestones_measure_id_fkey REFERENCES measures (id),
    title        text NOT NULL CONSTRAINT milestones_title_check CHECK (btrim(title) <> ''),
    sort         integer NOT NULL DEFAULT 0,
    valid        daterange NOT NULL CONSTRAINT milestones_valid_check CHECK (NOT isempty(valid)),
    due          date,
    done_on      date,
    cancelled_on date,
    note         text NOT NULL DEFAULT '',
    recorded_on  date NOT NULL,
    recorded_at  timestamptz NOT NULL,
    revision     integer NOT NULL DEFAULT 1,
    CONSTRAINT milestones_done_or_cancelled CHECK (done_on IS NULL OR cancelled_on IS NULL)
);
COMMENT ON COLUMN milestones.valid IS 'The days on which the milestone belongs to the measure.';
COMMENT ON COLUMN milestones.recorded_on IS 'Business day on which it was written; recorded_at is the real instant.';
COMMENT ON COLUMN milestones.done_on IS 'Day on which it was reached; a day to come counts from that day.';
CREATE INDEX milestones_measure_idx ON milestones (measure_id, sort, id);

CREATE TABLE judgements (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure_id    bigint NOT NULL CONSTRAINT judgements_measure_id_fkey REFERENCES measures (id),
    level         text NOT NULL CONSTRAINT judgements_level_check CHECK (level IN ('no', 'partly', 'mostly', 'yes')),
    reason        text NOT NULL CONSTRAINT judgements_reason_check CHECK (btrim(reason) <> ''),
    judged_on     date NOT NULL,
    account_id    bigint CONSTRAINT judgements_account_id_fkey REFERENCES accounts (id),
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT ''
);
COMMENT ON TABLE judgements IS 'The board states a level with a reason and a date, because nothing countable would be honest.';
CREATE INDEX judgements_measure_idx ON judgements (measure_id, judged_on);

CREATE TABLE overrides (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    goal_id       bigint NOT NULL CONSTRAINT overrides_goal_id_fkey REFERENCES goals (id),
    text          text NOT NULL CONSTRAINT overrides_text_check CHECK (btrim(text) <> ''),
    valid         daterange NOT NULL CONSTRAINT overrides_valid_check CHECK (NOT isempty(valid) AND NOT lower_inf(valid) AND NOT upper_inf(valid)),
    account_id    bigint NOT NULL CONSTRAINT overrides_account_id_fkey REFERENCES accounts (id),
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT ''
);
COMMENT ON TABLE overrides IS 'A signed, dated, expiring note beside the computed value (anmärkning). Both are shown.';
CREATE INDEX overrides_goal_idx ON overrides (goal_id, id);

CREATE TABLE date_overrides (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    measure_id  bigint NOT NULL CONSTRAINT date_overrides_measure_id_fkey REFERENCES measures (id),
    field       text NOT NULL CONSTRAINT date_overrides_field_check CHECK (field IN ('earliest', 'due', 'latest')),
    day         date NOT NULL,
    reason      text NOT NULL CONSTRAINT date_overrides_reason_check CHECK (btrim(reason) <> ''),
    valid       daterange NOT NULL CONSTRAINT date_overrides_valid_check CHECK (NOT isempty(valid)),
    account_id  bigint CONSTRAINT date_overrides_account_id_fkey REFERENCES accounts (id),
    recorded_at timestamptz NOT NULL,
    CONSTRAINT date_overrides_no_overlap EXCLUDE USING gist (measure_id WITH =, field WITH =, valid WITH &&)
);
COMMENT ON TABLE date_overrides IS 'A date of the measure that has become wrong, corrected from a day on with a reason (rättat datum); the plan''s own date stays beside it.';
