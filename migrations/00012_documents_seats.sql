-- Seats: where the holder of a required post comes from. Documents: what is drafted, sent round, adopted and carried out.
-- +goose Up
ALTER TABLE required_posts
    ADD COLUMN seat_from text[] NOT NULL DEFAULT '{}',
    ADD COLUMN co_opted boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT required_posts_seat_from_check CHECK (seat_from <@ ARRAY[
        'district', 'association', 'tradeAssociation', 'districtBoard', 'campaignLeadership', 'operationsGroup', 'infoGroup',
        'committee', 'network', 'countyCouncilGroup', 'cityHallGroup', 'municipalGroup', 'parliamentaryGroup']);
COMMENT ON COLUMN required_posts.seat_from IS 'Kinds of unit that the post is the seat of: its holder also holds an assignment in a unit of one of them. Empty: the post is for anybody.';
COMMENT ON COLUMN required_posts.co_opted IS 'The holder takes part without a vote (adjungerad).';

-- The seats of the campaign leadership. A post that the office has already added under the same name is used as it is.
INSERT INTO posts (key, name, board, single, sort) VALUES
    ('campaignChair', 'Ordförande i valledningen', false, true, 210),
    ('campaignSeatBoard', 'Ledamot för distriktsstyrelsen', false, true, 220),
    ('campaignSeatCounty', 'Ledamot för landstingsgruppen', false, true, 230),
    ('campaignSeatCity', 'Ledamot för Stockholms stad', false, true, 240),
    ('campaignSeatLarger', 'Ledamot för en större kommun', false, true, 250),
    ('campaignSeatSmaller', 'Ledamot för en mindre kommun', false, true, 260),
    ('campaignSeatParliament', 'Adjungerad från riksdagsgruppen', false, true, 270)
ON CONFLICT DO NOTHING;

INSERT INTO required_posts (post_id, unit_kind, valid, seat_from, co_opted)
SELECT DISTINCT ON (s.key) p.id, 'campaignLeadership', daterange(NULL, NULL), s.seat_from::text[], s.co_opted
FROM (VALUES
    ('campaignChair', 'Ordförande i valledningen', '{districtBoard}', false),
    ('campaignSeatBoard', 'Ledamot för distriktsstyrelsen', '{districtBoard}', false),
    ('campaignSeatCounty', 'Ledamot för landstingsgruppen', '{countyCouncilGroup}', false),
    ('campaignSeatCity', 'Ledamot för Stockholms stad', '{cityHallGroup}', false),
    ('campaignSeatLarger', 'Ledamot för en större kommun', '{municipalGroup,association}', false),
    ('campaignSeatSmaller', 'Ledamot för en mindre kommun', '{municipalGroup,association}', false),
    ('campaignSeatParliament', 'Adjungerad från riksdagsgruppen', '{parliamentaryGroup}', true)
) AS s (key, name, seat_from, co_opted) JOIN posts p ON p.key = s.key OR lower(p.name) = lower(s.name)
ORDER BY s.key, p.key = s.key DESC
ON CONFLICT DO NOTHING;

-- The district board has its own, the chair first.
UPDATE posts SET sort = 5 WHERE key = 'districtChair' AND sort = 140;
INSERT INTO required_posts (post_id, unit_kind, valid)
SELECT p.id, 'districtBoard', daterange(NULL, NULL) FROM posts p
WHERE p.key IN ('districtChair', 'viceChair', 'treasurer', 'boardMember')
ON CONFLICT DO NOTHING;

CREATE TABLE documents (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CONSTRAINT documents_kind_check CHECK (kind IN (
        'programme', 'statutes', 'communicationPlan', 'socialMediaPlan', 'epStrategy', 'studyMaterial', 'policy', 'other')),
    name        text NOT NULL CONSTRAINT documents_name_check CHECK (name = btrim(name) AND name <> '' AND char_length(name) <= 120),
    owner_id    bigint NOT NULL CONSTRAINT documents_owner_id_fkey REFERENCES units (id),
    adopter_id  bigint CONSTRAINT documents_adopter_id_fkey REFERENCES units (id),
    adopter     text NOT NULL DEFAULT '',
    purpose     text NOT NULL DEFAULT '',
    archived_on date,
    recorded_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    revision    integer NOT NULL DEFAULT 1,
    CONSTRAINT documents_adopter_check CHECK (adopter_id IS NULL OR adopter = '')
);
COMMENT ON TABLE documents IS 'Something that is worked out and adopted: a programme, statutes, a plan, study material. Its text is kept elsewhere; here is how far it has come.';
COMMENT ON COLUMN documents.owner_id IS 'The unit that works it out.';
COMMENT ON COLUMN documents.adopter_id IS 'The unit that is to adopt it; adopter says it in words where that is no unit or may be one of several, such as a conference.';
COMMENT ON COLUMN documents.archived_on IS 'From this day it counts as nothing that is done: it was given up, or another has taken its place.';
COMMENT ON COLUMN documents.recorded_on IS 'Business day on which it was written in; recorded_at is the real instant.';
CREATE INDEX documents_owner_idx ON documents (owner_id);
CREATE INDEX documents_adopter_idx ON documents (adopter_id);

CREATE TABLE document_steps (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id bigint NOT NULL CONSTRAINT document_steps_document_id_fkey REFERENCES documents (id),
    step        text NOT NULL CONSTRAINT document_steps_step_check CHECK (step IN ('drafted', 'consulted', 'adopted', 'carriedOut')),
    valid       daterange NOT NULL CONSTRAINT document_steps_valid_check CHECK (NOT isempty(valid)),
    due         date,
    done_on     date,
    unit_id     bigint CONSTRAINT document_steps_unit_id_fkey REFERENCES units (id),
    body        text NOT NULL DEFAULT '',
    note        text NOT NULL DEFAULT '',
    recorded_on date,
    recorded_at timestamptz,
    revision    integer NOT NULL DEFAULT 1,
    CONSTRAINT document_steps_no_overlap EXCLUDE USING gist (document_id WITH =, step WITH =, valid WITH &&),
    CONSTRAINT document_steps_recorded_check CHECK ((done_on IS NULL) = (recorded_on IS NULL) AND (done_on IS NULL) = (recorded_at IS NULL)),
    CONSTRAINT document_steps_body_check CHECK (unit_id IS NULL OR body = ''),
    CONSTRAINT document_steps_adopted_by CHECK (step <> 'adopted' OR done_on IS NULL OR unit_id IS NOT NULL OR btrim(body) <> '')
);
COMMENT ON TABLE document_steps IS 'The steps that a document is to take. Which body took one is said when it is done, so that a step with alternatives is one step.';
COMMENT ON COLUMN document_steps.valid IS 'The days on which the document is to take the step: one that is added or taken away later changes nothing before that day.';
COMMENT ON COLUMN document_steps.unit_id IS 'The unit that did it; body says it in words where that is no unit, such as a conference.';
COMMENT ON COLUMN document_steps.recorded_on IS 'Business day on which it was written that the step is done; recorded_at is the real instant.';
CREATE INDEX document_steps_unit_idx ON document_steps (unit_id);
