-- Meetings (träffar): kinds with their rules as data, meetings in one place or in several parts, who was invited, who
-- came, and the questions that were raised and answered.
-- +goose Up
CREATE TABLE meeting_kinds (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text NOT NULL CONSTRAINT meeting_kinds_key_check CHECK (key ~ '^[a-z][A-Za-z0-9]*$'),
    name         text NOT NULL CONSTRAINT meeting_kinds_name_check CHECK (name = btrim(name) AND name <> '' AND char_length(name) <= 60),
    plural       text NOT NULL CONSTRAINT meeting_kinds_plural_check CHECK (plural = btrim(plural) AND plural <> '' AND char_length(plural) <= 60),
    organisers   text[] NOT NULL CONSTRAINT meeting_kinds_organisers_check CHECK (cardinality(organisers) > 0),
    invited      jsonb NOT NULL DEFAULT '{}' CONSTRAINT meeting_kinds_invited_check CHECK (jsonb_typeof(invited) = 'object'),
    post_id      bigint CONSTRAINT meeting_kinds_post_id_fkey REFERENCES posts (id),
    per_year     integer CONSTRAINT meeting_kinds_per_year_check CHECK (per_year BETWEEN 1 AND 12),
    audiences    text[] NOT NULL DEFAULT '{}',
    consultation boolean NOT NULL DEFAULT false,
    questions    boolean NOT NULL DEFAULT false,
    attendance   boolean NOT NULL DEFAULT false,
    sort         integer NOT NULL DEFAULT 0,
    retired      date,
    revision     integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_kinds_key_key UNIQUE (key)
);
COMMENT ON TABLE meeting_kinds IS 'Kinds of meeting and their rules, as data that the office edits.';
COMMENT ON COLUMN meeting_kinds.organisers IS 'Kinds of unit that may hold such a meeting.';
COMMENT ON COLUMN meeting_kinds.invited IS 'Who is invited as a rule: a population as in measures; {} is the organiser alone. Which units that was is written in meeting_units when a meeting is planned.';
COMMENT ON COLUMN meeting_kinds.post_id IS 'The meeting is for those who hold this post in the units invited: chairs, treasurers, study officers. Null: the unit sends whom it likes.';
COMMENT ON COLUMN meeting_kinds.per_year IS 'How many are to be held in a calendar year (of each audience, where there are several); null without a rule.';
COMMENT ON COLUMN meeting_kinds.audiences IS 'Audiences, of which a meeting has one. None where the plan makes no difference.';
COMMENT ON COLUMN meeting_kinds.consultation IS 'The programme is to be agreed with the group leaders first, see meetings.consulted_on.';
COMMENT ON COLUMN meeting_kinds.questions IS 'Questions to the groups of elected representatives are put at it.';
COMMENT ON COLUMN meeting_kinds.attendance IS 'It is noted which of the units invited came.';
COMMENT ON COLUMN meeting_kinds.retired IS 'First day on which no new meeting of the kind is planned; null while it is in use.';
CREATE UNIQUE INDEX meeting_kinds_name_key ON meeting_kinds (lower(name));

CREATE TABLE meetings (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind_id            bigint NOT NULL CONSTRAINT meetings_kind_id_fkey REFERENCES meeting_kinds (id),
    organiser_id       bigint NOT NULL CONSTRAINT meetings_organiser_id_fkey REFERENCES units (id),
    title              text NOT NULL DEFAULT '' CONSTRAINT meetings_title_check CHECK (char_length(title) <= 120),
    starts_at          timestamptz NOT NULL,
    ends_at            timestamptz,
    day                date GENERATED ALWAYS AS ((starts_at AT TIME ZONE 'Europe/Stockholm')::date) STORED,
    place              text NOT NULL DEFAULT '' CONSTRAINT meetings_place_check CHECK (char_length(place) <= 200),
    region             text NOT NULL DEFAULT '' CONSTRAINT meetings_region_check CHECK (char_length(region) <= 60),
    part_of            bigint CONSTRAINT meetings_part_of_fkey REFERENCES meetings (id),
    audience           text NOT NULL DEFAULT '',
    state              text NOT NULL DEFAULT 'planned' CONSTRAINT meetings_state_check CHECK (state IN ('planned', 'held', 'cancelled')),
    state_reason       text NOT NULL DEFAULT '',
    held_recorded_on   date,
    held_recorded_at   timestamptz,
    consulted_on       date,
    note               text NOT NULL DEFAULT '' CONSTRAINT meetings_note_check CHECK (char_length(note) <= 4000),
    attendance_done_at timestamptz,
    recorded_at        timestamptz NOT NULL,
    struck_at          timestamptz,
    struck_by          bigint,
    struck_reason      text NOT NULL DEFAULT '',
    revision           integer NOT NULL DEFAULT 1,
    CONSTRAINT meetings_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT meetings_part_check CHECK (part_of <> id),
    CONSTRAINT meetings_cancelled_reason_check CHECK (state <> 'cancelled' OR btrim(state_reason) <> ''),
    CONSTRAINT meetings_held_recorded_check CHECK ((state = 'held') = (held_recorded_on IS NOT NULL) AND (held_recorded_on IS NULL) = (held_recorded_at IS NULL)),
    CONSTRAINT meetings_held_not_to_come CHECK (state <> 'held' OR (starts_at AT TIME ZONE 'Europe/Stockholm')::date <= held_recorded_on),
    CONSTRAINT meetings_done_when_held CHECK (attendance_done_at IS NULL OR state = 'held'),
    CONSTRAINT meetings_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE meetings IS 'Meetings. One that is held in several places is one row with a row for each part (part_of): it counts once, and a part never counts itself. State and day of the whole follow from its parts and are written with them.';
COMMENT ON COLUMN meetings.title IS 'A name of its own; empty when the name of the kind says it.';
COMMENT ON COLUMN meetings.day IS 'Civil day in Stockholm on which it begins: the day on which it counts.';
COMMENT ON COLUMN meetings.region IS 'Of a part: which part it is, such as Norra länsdelen.';
COMMENT ON COLUMN meetings.state_reason IS 'Why it was cancelled.';
COMMENT ON COLUMN meetings.held_recorded_on IS 'Business day on which it was written that it was held: much later than the day means entered afterwards. held_recorded_at is the real instant.';
COMMENT ON COLUMN meetings.consulted_on IS 'Day on which the programme was agreed with the group leaders.';
COMMENT ON COLUMN meetings.attendance_done_at IS 'Somebody has finished the attendance: who was invited and not ticked stayed away. Before that, not ticked means not noted.';
COMMENT ON COLUMN meetings.struck_at IS 'The row was a mistake and counts on no date; it stays for history.';
CREATE INDEX meetings_kind_idx ON meetings (kind_id, day) WHERE part_of IS NULL AND struck_at IS NULL;
CREATE INDEX meetings_day_idx ON meetings (day DESC, id DESC) WHERE part_of IS NULL AND struck_at IS NULL;
CREATE INDEX meetings_organiser_idx ON meetings (organiser_id, day DESC);
CREATE INDEX meetings_part_of_idx ON meetings (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE meeting_moves (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id  bigint NOT NULL CONSTRAINT meeting_moves_meeting_id_fkey REFERENCES meetings (id),
    was_start   timestamptz NOT NULL,
    was_end     timestamptz,
    was_place   text NOT NULL,
    reason      text NOT NULL DEFAULT '' CONSTRAINT meeting_moves_reason_check CHECK (char_length(reason) <= 400),
    moved_on    date NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE meeting_moves IS 'When and where a meeting was to be before it was moved. It counts on the day on which it was held, never on one that it was moved from.';
COMMENT ON COLUMN meeting_moves.moved_on IS 'Business day on which it was moved; recorded_at is the real instant.';
CREATE INDEX meeting_moves_meeting_idx ON meeting_moves (meeting_id, id);

CREATE TABLE meeting_units (
    meeting_id bigint NOT NULL CONSTRAINT meeting_units_meeting_id_fkey REFERENCES meetings (id),
    unit_id    bigint NOT NULL CONSTRAINT meeting_units_unit_id_fkey REFERENCES units (id),
    CONSTRAINT meeting_units_pkey PRIMARY KEY (meeting_id, unit_id)
);
COMMENT ON TABLE meeting_units IS 'Who is invited, written when the meeting is planned, so that a unit that is closed or merged later was invited all the same. Of a meeting in parts the whole invites; the units choose the part.';
CREATE INDEX meeting_units_unit_idx ON meeting_units (unit_id, meeting_id);

CREATE TABLE meeting_attendance (
    meeting_id  bigint NOT NULL CONSTRAINT meeting_attendance_meeting_id_fkey REFERENCES meetings (id),
    unit_id     bigint NOT NULL CONSTRAINT meeting_attendance_unit_id_fkey REFERENCES units (id),
    present     boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT meeting_attendance_pkey PRIMARY KEY (meeting_id, unit_id)
);
COMMENT ON TABLE meeting_attendance IS 'Which units were ticked at a meeting, or at a part of one. A tick that was taken back is a row that is not present and means no more than no row.';
CREATE INDEX meeting_attendance_unit_idx ON meeting_attendance (unit_id, meeting_id) WHERE present;

CREATE TABLE meeting_marks (
    meeting_id  bigint NOT NULL CONSTRAINT meeting_marks_meeting_id_fkey REFERENCES meetings (id),
    mark_id     text NOT NULL CONSTRAINT meeting_marks_mark_id_check CHECK (mark_id ~ '^[A-Za-z0-9_:-]{8,80}$'),
    unit_id     bigint NOT NULL CONSTRAINT meeting_marks_unit_id_fkey REFERENCES units (id),
    present     boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT meeting_marks_pkey PRIMARY KEY (meeting_id, mark_id)
);
COMMENT ON TABLE meeting_marks IS 'Every tick and every tick taken back, by the id that the phone gave it: one that is posted again, also long after somebody else has changed it, is known and does nothing.';

CREATE TABLE meeting_questions (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id    bigint NOT NULL CONSTRAINT meeting_questions_meeting_id_fkey REFERENCES meetings (id),
    asked_by_unit bigint NOT NULL CONSTRAINT meeting_questions_asked_by_unit_fkey REFERENCES units (id),
    to_unit       bigint NOT NULL CONSTRAINT meeting_questions_to_unit_fkey REFERENCES units (id),
    text          text NOT NULL CONSTRAINT meeting_questions_text_check CHECK (btrim(text) <> '' AND char_length(text) <= 2000),
    asked_on      date NOT NULL,
    answer        text NOT NULL DEFAULT '' CONSTRAINT meeting_questions_answer_check CHECK (char_length(answer) <= 4000),
    answered_on   date,
    answered_by   bigint CONSTRAINT meeting_questions_answered_by_fkey REFERENCES accounts (id),
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT '',
    revision      integer NOT NULL DEFAULT 1,
    CONSTRAINT meeting_questions_answered_check CHECK ((answered_on IS NULL) = (btrim(answer) = '')),
    CONSTRAINT meeting_questions_answered_after CHECK (answered_on >= asked_on),
    CONSTRAINT meeting_questions_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE meeting_questions IS 'Questions that units put at a meeting to a group of elected representatives, mostly the county council group, and the answers.';
COMMENT ON COLUMN meeting_questions.answered_by IS 'The account that wrote the answer down; null for the command line.';
CREATE INDEX meeting_questions_meeting_idx ON meeting_questions (meeting_id, id);
CREATE INDEX meeting_questions_to_idx ON meeting_questions (to_unit) WHERE struck_at IS NULL AND answered_on IS NULL;

-- The kinds of the demo's plan. All of them can be edited.
INSERT INTO meeting_kinds (key, name, plural, organisers, invited, post_id, per_year, audiences, consultation, questions, attendance, sort)
SELECT k.key, k.name, k.plural, k.organisers::text[], k.invited::jsonb, p.id, k.per_year, k.audiences::text[], k.consultation, k.questions, k.attendance, k.sort
FROM (VALUES
    ('chairsMeeting', 'Ordförandeträff', 'Ordförandeträffar', '{district,districtBoard}',
        '{"kinds":["association","tradeAssociation"]}', 'associationChair', 4, '{}', false, true, true, 10),
    ('representativesMeeting', 'Parlamentarikerträff', 'Parlamentarikerträffar', '{district,districtBoard}',
        '{"kinds":["countyCouncilGroup","cityHallGroup","municipalGroup"]}', NULL, 1, '{}', true, true, true, 20),
    ('groupLeadersMeeting', 'Gruppledarträff', 'Gruppledarträffar', '{district,districtBoard,countyCouncilGroup}',
        '{"kinds":["countyCouncilGroup","cityHallGroup","municipalGroup"]}', 'groupLeader', NULL, '{}', false, true, true, 30),
    ('treasurersMeeting', 'Kassörsträff', 'Kassörsträffar', '{district,districtBoard}',
        '{"kinds":["association","tradeAssociation"]}', 'treasurer', NULL, '{}', false, false, true, 40),
    ('studyOfficersMeeting', 'Studieansvarigträff', 'Studieansvarigträffar', '{district,districtBoard,committee}',
        '{"kinds":["association","tradeAssociation"]}', 'studyOfficer', NULL, '{}', false, false, true, 50),
    ('womensTraining', 'Separatistisk utbildning för kvinnor', 'Separatistiska utbildningar för kvinnor', '{district,districtBoard,committee}',
        '{"kinds":["association","tradeAssociation","countyCouncilGroup","cityHallGroup","municipalGroup"]}', NULL, 1,
        '{parlamentariker,medlemmar}', false, false, true, 60),
    ('yearConference', 'Årskonferens', 'Årskonferenser', '{district,districtBoard}',
        '{"kinds":["association","tradeAssociation"]}', NULL, 1, '{}', false, false, true, 70),
    ('electionConference', 'Valkonferens', 'Valkonferenser', '{district,districtBoard}',
        '{"kinds":["association","tradeAssociation"]}', NULL, NULL, '{}', false, false, true, 80),
    ('boardMeeting', 'Styrelsemöte', 'Styrelsemöten', '{districtBoard}', '{}', NULL, NULL, '{}', false, false, false, 90),
    ('committeeMeeting', 'Utskottsmöte', 'Utskottsmöten', '{committee,network}', '{}', NULL, NULL, '{}', false, false, false, 100),
    ('groupMeeting', 'Gruppmöte', 'Gruppmöten',
        '{countyCouncilGroup,cityHallGroup,municipalGroup,parliamentaryGroup,campaignLeadership,operationsGroup,infoGroup}', '{}',
        NULL, NULL, '{}', false, false, false, 110),
    ('associationMeeting', 'Föreningsmöte', 'Föreningsmöten', '{association,tradeAssociation}', '{}', NULL, NULL, '{}', false, false, false, 120)
) AS k (key, name, plural, organisers, invited, post_key, per_year, audiences, consultation, questions, attendance, sort)
LEFT JOIN posts p ON p.key = k.post_key;
