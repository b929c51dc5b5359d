-- The due dates that a milestone had before: what was expected on a day that has passed does not change when the date does.
-- +goose Up
CREATE TABLE milestone_dues (
    milestone_id bigint NOT NULL CONSTRAINT milestone_dues_milestone_id_fkey REFERENCES milestones (id) ON DELETE CASCADE,
    until        date NOT NULL,
    due          date,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT milestone_dues_pkey PRIMARY KEY (milestone_id, until)
);
COMMENT ON TABLE milestone_dues IS 'Earlier due dates. The one of milestones holds from the last of these days on; for milestones changed before this table existed it holds from the beginning.';
COMMENT ON COLUMN milestone_dues.until IS 'The first business day on which the date no longer held.';
COMMENT ON COLUMN milestone_dues.due IS 'The date that held before that day; null where there was none.';
