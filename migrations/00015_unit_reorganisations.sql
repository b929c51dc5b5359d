-- Mergers and splits of units. No record is rewritten by one: what it ended and what it began is kept beside it, so that
-- it can be told for ever and undone while nothing has used it.
-- +goose Up
CREATE TABLE reorganisations (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CONSTRAINT reorganisations_kind_check CHECK (kind IN ('merger', 'split')),
    day         date NOT NULL,
    recorded_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    done        jsonb NOT NULL CONSTRAINT reorganisations_done_check CHECK (jsonb_typeof(done) = 'object'),
    undone_on   date,
    undone_at   timestamptz,
    CONSTRAINT reorganisations_undone_check CHECK ((undone_on IS NULL) = (undone_at IS NULL))
);
COMMENT ON TABLE reorganisations IS 'Mergers and splits of units that somebody has recorded, also those that were undone.';
COMMENT ON COLUMN reorganisations.day IS 'First day on which it holds: those that close no longer exist, the new ones do. It may lie ahead.';
COMMENT ON COLUMN reorganisations.recorded_on IS 'Business day on which it was recorded.';
COMMENT ON COLUMN reorganisations.done IS 'The rows that it ended, each with its earlier last day and the revision that was left, and those that it began. Ids and days only, no names.';
COMMENT ON COLUMN reorganisations.undone_on IS 'Business day on which it was undone, or called off before its day; null while it stands.';
CREATE INDEX reorganisations_day_idx ON reorganisations (day DESC, id DESC);

CREATE TABLE reorganisation_units (
    reorganisation_id bigint NOT NULL CONSTRAINT reorganisation_units_reorganisation_id_fkey REFERENCES reorganisations (id),
    ord               integer NOT NULL,
    part              text NOT NULL CONSTRAINT reorganisation_units_part_check CHECK (part IN ('from', 'to')),
    unit_id           bigint CONSTRAINT reorganisation_units_unit_id_fkey REFERENCES units (id),
    kind              text NOT NULL,
    name              text NOT NULL,
    closes            boolean NOT NULL DEFAULT false,
    founded           boolean NOT NULL DEFAULT false,
    CONSTRAINT reorganisation_units_pkey PRIMARY KEY (reorganisation_id, ord)
);
COMMENT ON TABLE reorganisation_units IS 'The units of a merger or split: those that it came from and those that it led to.';
COMMENT ON COLUMN reorganisation_units.unit_id IS 'Null for a unit that was founded by it and is gone since it was undone.';
COMMENT ON COLUMN reorganisation_units.name IS 'As the unit was called on the day of recording.';
CREATE INDEX reorganisation_units_unit_idx ON reorganisation_units (unit_id);

ALTER TABLE units ADD COLUMN split_from bigint CONSTRAINT units_split_from_fkey REFERENCES units (id);
ALTER TABLE units ADD CONSTRAINT units_split_from_check CHECK (split_from IS NULL OR (founded IS NOT NULL AND split_from <> id));
COMMENT ON COLUMN units.split_from IS 'The unit that this one was divided off from on its first day.';
CREATE INDEX units_merged_into_idx ON units (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX units_split_from_idx ON units (split_from) WHERE split_from IS NOT NULL;

-- A unit goes up in one that lives on and is divided while it lives, whoever writes. Since every successor outlives the
-- unit before it, no chain of successors leads back to its beginning. The lock makes two who write at once take turns.
-- +goose StatementBegin
CREATE FUNCTION successor_outlives() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other units%ROWTYPE;
    fits  boolean := true;
BEGIN
    IF NEW.merged_into IS NOT NULL THEN
        SELECT * INTO other FROM units WHERE id = NEW.merged_into FOR SHARE;
        fits := (other.closed IS NULL OR other.closed > NEW.closed) AND (other.founded IS NULL OR other.founded <= NEW.closed);
    END IF;
    IF NEW.split_from IS NOT NULL THEN
        SELECT * INTO other FROM units WHERE id = NEW.split_from FOR SHARE;
        fits := fits AND (other.closed IS NULL OR other.closed >= NEW.founded) AND (other.founded IS NULL OR other.founded < NEW.founded);
    END IF;
    IF NOT fits
        OR EXISTS (SELECT FROM units u WHERE u.merged_into = NEW.id AND (u.closed >= NEW.closed OR u.closed < NEW.founded))
        OR EXISTS (SELECT FROM units u WHERE u.split_from = NEW.id AND (u.founded > NEW.closed OR u.founded <= NEW.founded)) THEN
        RAISE EXCEPTION 'a unit would not outlive one that went up in it, or was not there to be divided'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'units_successor_outlives';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER units_successor_outlives BEFORE INSERT OR UPDATE OF founded, closed, merged_into, split_from ON units
    FOR EACH ROW EXECUTE FUNCTION successor_outlives();
