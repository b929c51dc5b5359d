-- Units: everything that can act, hold posts, be responsible, organise or be invited.
-- +goose Up
CREATE TABLE units (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CONSTRAINT units_kind_check CHECK (kind IN (
        'district', 'association', 'tradeAssociation', 'districtBoard', 'campaignLeadership', 'operationsGroup', 'infoGroup',
        'committee', 'network', 'countyCouncilGroup', 'cityHallGroup', 'municipalGroup', 'parliamentaryGroup')),
    name        text NOT NULL CONSTRAINT units_name_check CHECK (name = btrim(name) AND name <> '' AND char_length(name) <= 120),
    slug        text NOT NULL CONSTRAINT units_slug_check CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    purpose     text NOT NULL DEFAULT '',
    founded     date,
    closed      date,
    alive       daterange GENERATED ALWAYS AS (daterange(founded, closed)) STORED,
    merged_into bigint CONSTRAINT units_merged_into_fkey REFERENCES units (id),
    revision    integer NOT NULL DEFAULT 1,
    CONSTRAINT units_slug_key UNIQUE (slug),
    CONSTRAINT units_closed_after_founded CHECK (closed IS NULL OR founded IS NULL OR closed > founded),
    CONSTRAINT units_merged_means_closed CHECK (merged_into IS NULL OR (closed IS NOT NULL AND merged_into <> id))
);
COMMENT ON TABLE units IS 'Everything that can act, hold posts, be responsible, organise or be invited. An association''s board is not a unit: it is the association''s assignments to posts marked board.';
COMMENT ON COLUMN units.founded IS 'First day of the unit; null when it is older than anybody knows.';
COMMENT ON COLUMN units.closed IS 'First day on which the unit no longer exists; null while it does.';
COMMENT ON COLUMN units.alive IS 'The days on which the unit exists; a unit counts in a population on day d when alive contains d.';
COMMENT ON COLUMN units.merged_into IS 'The unit that went on instead; its page shows this one''s history and this one''s address leads there.';
CREATE INDEX units_kind_idx ON units (kind);
CREATE INDEX units_alive_idx ON units USING gist (alive);
CREATE INDEX units_name_idx ON units (name COLLATE "sv-x-icu");
CREATE UNIQUE INDEX units_name_alive_key ON units (kind, lower(name)) WHERE closed IS NULL;

CREATE TABLE associations (
    unit_id       bigint PRIMARY KEY CONSTRAINT associations_unit_id_fkey REFERENCES units (id),
    meeting_place text NOT NULL DEFAULT '',
    local_issue   text NOT NULL DEFAULT ''
);
COMMENT ON TABLE associations IS 'What only associations and trade associations have.';
COMMENT ON COLUMN associations.local_issue IS 'The association''s own local question in the election: a right, counted and never targeted.';

CREATE TABLE unit_contacts (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id   bigint NOT NULL CONSTRAINT unit_contacts_unit_id_fkey REFERENCES units (id),
    kind      text NOT NULL CONSTRAINT unit_contacts_kind_check CHECK (kind IN ('email', 'phone', 'web', 'address', 'social')),
    value     text NOT NULL CONSTRAINT unit_contacts_value_check CHECK (btrim(value) <> ''),
    published boolean NOT NULL DEFAULT false,
    sort      integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE unit_contacts IS 'Ways to reach a unit as such; a person''s contact ways are in person_contacts.';
COMMENT ON COLUMN unit_contacts.published IS 'The unit has published it: anybody may see it without an account.';
CREATE INDEX unit_contacts_unit_idx ON unit_contacts (unit_id, sort, id);

CREATE TABLE areas (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL CONSTRAINT areas_kind_check CHECK (kind IN ('county', 'municipality', 'cityDistrict', 'pollingDistrict')),
    parent_id bigint CONSTRAINT areas_parent_id_fkey REFERENCES areas (id),
    code      text NOT NULL DEFAULT '',
    slug      text NOT NULL,
    name      text NOT NULL,
    abbr      text NOT NULL DEFAULT '',
    tile_col  integer,
    tile_row  integer,
    valid     daterange NOT NULL DEFAULT daterange(NULL, NULL) CONSTRAINT areas_valid_check CHECK (NOT isempty(valid)),
    CONSTRAINT areas_slug_key UNIQUE (slug),
    CONSTRAINT areas_parent_check CHECK ((kind = 'county') = (parent_id IS NULL))
);
COMMENT ON TABLE areas IS 'County, municipalities, city districts, polling districts. City districts change over the years, so areas have validity.';
COMMENT ON COLUMN areas.code IS 'Statistics Sweden''s code of a county (2 digits) or municipality (4), the election authority''s of a polling district (8); empty for city districts, whose key is the slug.';
COMMENT ON COLUMN areas.tile_col IS 'Column of the area in the tile map of its parent, from 0.';
CREATE INDEX areas_parent_idx ON areas (parent_id, kind);
CREATE UNIQUE INDEX areas_code_key ON areas (kind, code) WHERE code <> '';

CREATE TABLE unit_areas (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id bigint NOT NULL CONSTRAINT unit_areas_unit_id_fkey REFERENCES units (id),
    area_id bigint NOT NULL CONSTRAINT unit_areas_area_id_fkey REFERENCES areas (id),
    valid   daterange NOT NULL CONSTRAINT unit_areas_valid_check CHECK (NOT isempty(valid)),
    CONSTRAINT unit_areas_no_overlap EXCLUDE USING gist (unit_id WITH =, area_id WITH =, valid WITH &&)
);
COMMENT ON TABLE unit_areas IS 'Which areas a unit covers, and when. Many to many: Täby-Danderyd covers two, Södermalm has several associations.';
CREATE INDEX unit_areas_area_idx ON unit_areas (area_id);

CREATE TABLE governing (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area_id  bigint NOT NULL CONSTRAINT governing_area_id_fkey REFERENCES areas (id),
    position text NOT NULL CONSTRAINT governing_position_check CHECK (position IN ('majority', 'opposition')),
    valid    daterange NOT NULL CONSTRAINT governing_valid_check CHECK (NOT isempty(valid)),
    source   text NOT NULL DEFAULT '',
    CONSTRAINT governing_no_overlap EXCLUDE USING gist (area_id WITH =, valid WITH &&)
);
COMMENT ON TABLE governing IS 'Whether the party governs in a municipality or county, dated. No row means that it has not been stated.';
