-- People and the posts they hold: the organisation, apart from accounts and access.
-- +goose Up
CREATE TABLE people (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL,
    merged_into bigint CONSTRAINT people_merged_into_fkey REFERENCES people (id),
    emptied_at  timestamptz,
    revision    integer NOT NULL DEFAULT 1,
    CONSTRAINT people_name_check CHECK ((emptied_at IS NOT NULL AND name = '') OR
        (emptied_at IS NULL AND name = btrim(name) AND name <> '' AND char_length(name) <= 120)),
    CONSTRAINT people_merged_check CHECK (merged_into <> id)
);
COMMENT ON TABLE people IS 'Names only of people with an account, an assignment or a sign-up. No membership, no opinions, no identity numbers.';
COMMENT ON COLUMN people.merged_into IS 'The same person''s other row; everything was moved there by the merge.';
COMMENT ON COLUMN people.emptied_at IS 'The person was forgotten: name and contact ways are gone, the assignments stay so that the counts stay true.';
CREATE INDEX people_name_idx ON people (lower(name) text_pattern_ops);

CREATE TABLE person_contacts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL CONSTRAINT person_contacts_person_id_fkey REFERENCES people (id),
    kind       text NOT NULL CONSTRAINT person_contacts_kind_check CHECK (kind IN ('email', 'phone')),
    value      text NOT NULL CONSTRAINT person_contacts_value_check CHECK (btrim(value) <> ''),
    visibility text NOT NULL DEFAULT 'unit' CONSTRAINT person_contacts_visibility_check CHECK (visibility IN ('unit', 'district', 'signedIn'))
);
COMMENT ON COLUMN person_contacts.visibility IS 'unit: own unit and staff (the default); district: also the roles of the whole district; signedIn: everyone with an account.';
CREATE INDEX person_contacts_person_idx ON person_contacts (person_id, id);

CREATE TABLE posts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key      text NOT NULL CONSTRAINT posts_key_check CHECK (key ~ '^[a-z][A-Za-z0-9]*$'),
    name     text NOT NULL CONSTRAINT posts_name_check CHECK (btrim(name) <> ''),
    board    boolean NOT NULL DEFAULT false,
    single   boolean NOT NULL DEFAULT false,
    sort     integer NOT NULL DEFAULT 0,
    retired  date,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT posts_key_key UNIQUE (key)
);
COMMENT ON TABLE posts IS 'Kinds of post (uppdragstyp): chair, treasurer, internal feminism officer and so on.';
COMMENT ON COLUMN posts.board IS 'Holders are members of the unit''s board.';
COMMENT ON COLUMN posts.single IS 'A unit has one holder at a time. False where it may be shared, as chairs are in some associations.';
COMMENT ON COLUMN posts.retired IS 'First day on which nobody new is named to it; null while it is in use.';
CREATE UNIQUE INDEX posts_name_key ON posts (lower(name));

CREATE TABLE required_posts (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    post_id   bigint NOT NULL CONSTRAINT required_posts_post_id_fkey REFERENCES posts (id),
    unit_kind text NOT NULL,
    valid     daterange NOT NULL CONSTRAINT required_posts_valid_check CHECK (NOT isempty(valid)),
    revision  integer NOT NULL DEFAULT 1,
    CONSTRAINT required_posts_no_overlap EXCLUDE USING gist (post_id WITH =, unit_kind WITH =, valid WITH &&)
);
COMMENT ON TABLE required_posts IS 'Which posts every unit of a kind must have, and when that holds.';

CREATE TABLE assignments (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     bigint NOT NULL CONSTRAINT assignments_person_id_fkey REFERENCES people (id),
    unit_id       bigint NOT NULL CONSTRAINT assignments_unit_id_fkey REFERENCES units (id),
    post_id       bigint NOT NULL CONSTRAINT assignments_post_id_fkey REFERENCES posts (id),
    valid         daterange NOT NULL CONSTRAINT assignments_valid_check CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    single        boolean NOT NULL,
    gender        text CONSTRAINT assignments_gender_check CHECK (gender IN ('woman', 'man', 'other')),
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT '',
    revision      integer NOT NULL DEFAULT 1,
    CONSTRAINT assignments_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> ''),
    CONSTRAINT assignments_one_holder EXCLUDE USING gist (unit_id WITH =, post_id WITH =, valid WITH &&) WHERE (single AND struck_at IS NULL),
    CONSTRAINT assignments_same_person EXCLUDE USING gist (unit_id WITH =, post_id WITH =, person_id WITH =, valid WITH &&) WHERE (struck_at IS NULL)
);
COMMENT ON TABLE assignments IS 'A person holds a post in a unit over a span of days (uppdrag). Counts on day d when valid contains d and it is not struck: the one test, everywhere.';
COMMENT ON COLUMN assignments.single IS 'Copied from the post for the exclusion constraint.';
COMMENT ON COLUMN assignments.gender IS 'Volunteered for statistics; null means not said. Never shown per person.';
COMMENT ON COLUMN assignments.struck_at IS 'The row was a mistake and counts on no date; it stays for history.';
COMMENT ON COLUMN assignments.struck_by IS 'The account that struck it; null for the command line.';
CREATE INDEX assignments_unit_idx ON assignments (unit_id, post_id) WHERE struck_at IS NULL;
CREATE INDEX assignments_post_idx ON assignments (post_id, unit_id) INCLUDE (valid) WHERE struck_at IS NULL;
CREATE INDEX assignments_person_idx ON assignments (person_id);
CREATE INDEX assignments_valid_idx ON assignments USING gist (valid) WHERE struck_at IS NULL;

CREATE TABLE vacancies (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id       bigint NOT NULL CONSTRAINT vacancies_unit_id_fkey REFERENCES units (id),
    post_id       bigint NOT NULL CONSTRAINT vacancies_post_id_fkey REFERENCES posts (id),
    since         date NOT NULL,
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT '',
    CONSTRAINT vacancies_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE vacancies IS 'Somebody stated on which day a post was vacant. A post of which nothing was ever stated is unknown, which is not vacant.';
CREATE UNIQUE INDEX vacancies_statement_key ON vacancies (unit_id, post_id, since) WHERE struck_at IS NULL;
CREATE INDEX vacancies_post_idx ON vacancies (post_id, unit_id) INCLUDE (since) WHERE struck_at IS NULL;
