-- Closing a unit ends everything in it the same day and can be undone: what was ended is kept beside it.
-- +goose Up
CREATE TABLE unit_closings (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id     bigint NOT NULL CONSTRAINT unit_closings_unit_id_fkey REFERENCES units (id),
    closed      date NOT NULL,
    day         date NOT NULL,
    recorded_at timestamptz NOT NULL,
    ended       jsonb NOT NULL CONSTRAINT unit_closings_ended_check CHECK (jsonb_typeof(ended) = 'object'),
    undone_at   timestamptz
);
COMMENT ON TABLE unit_closings IS 'Closings of units and what each of them ended, so that a mistaken one can be undone while nothing has used it.';
COMMENT ON COLUMN unit_closings.closed IS 'First day on which the unit no longer exists, as in units.closed.';
COMMENT ON COLUMN unit_closings.day IS 'Business day on which it was recorded.';
COMMENT ON COLUMN unit_closings.ended IS 'The assignments, grants and area links that the closing ended, each with its earlier last day and the revision that the closing left.';
CREATE INDEX unit_closings_unit_idx ON unit_closings (unit_id, id DESC);
CREATE UNIQUE INDEX unit_closings_standing_key ON unit_closings (unit_id) WHERE undone_at IS NULL;

-- Nothing in a unit outlives it, whoever writes. The lock makes a writer wait for a closing that is under way, which
-- holds the unit's row for update.
-- +goose StatementBegin
CREATE FUNCTION within_unit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unit_closed date;
BEGIN
    IF NEW.unit_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT closed INTO unit_closed FROM units WHERE id = NEW.unit_id FOR KEY SHARE;
    IF unit_closed IS NOT NULL AND (upper_inf(NEW.valid) OR upper(NEW.valid) > unit_closed) THEN
        RAISE EXCEPTION 'the unit is closed from %', unit_closed USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER assignments_within_unit BEFORE INSERT OR UPDATE OF unit_id, valid, struck_at ON assignments
    FOR EACH ROW WHEN (NEW.struck_at IS NULL) EXECUTE FUNCTION within_unit('assignments_within_unit');
CREATE TRIGGER grants_within_unit BEFORE INSERT OR UPDATE OF unit_id, valid ON grants
    FOR EACH ROW EXECUTE FUNCTION within_unit('grants_within_unit');
CREATE TRIGGER unit_areas_within_unit BEFORE INSERT OR UPDATE OF unit_id, valid ON unit_areas
    FOR EACH ROW EXECUTE FUNCTION within_unit('unit_areas_within_unit');
