-- Area links and stated positions are edited by people, so they carry a revision.
-- +goose Up
ALTER TABLE unit_areas ADD COLUMN revision integer NOT NULL DEFAULT 1;
ALTER TABLE governing ADD COLUMN revision integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN governing.source IS 'Where it can be read that it is so.';
