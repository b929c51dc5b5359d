-- Self-assessments: what units answer about themselves, on a day. Records: dated things that volumes are counted from.
-- +goose Up
CREATE TABLE questionnaires (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key         text NOT NULL CONSTRAINT questionnaires_key_check CHECK (key ~ '^[a-z][A-Za-z0-9]*$'),
    name        text NOT NULL CONSTRAINT questionnaires_name_check CHECK (name = btrim(name) AND name <> '' AND char_length(name) <= 80),
    intro       text NOT NULL DEFAULT '' CONSTRAINT questionnaires_intro_check CHECK (char_length(intro) <= 600),
    unit_kinds  text[] NOT NULL CONSTRAINT questionnaires_unit_kinds_check CHECK (cardinality(unit_kinds) > 0 AND unit_kinds <@ ARRAY[
        'district', 'association', 'tradeAssociation', 'districtBoard', 'campaignLeadership', 'operationsGroup', 'infoGroup',
        'committee', 'network', 'countyCouncilGroup', 'cityHallGroup', 'municipalGroup', 'parliamentaryGroup']),
    good_months integer NOT NULL DEFAULT 12 CONSTRAINT questionnaires_good_months_check CHECK (good_months BETWEEN 1 AND 60),
    sort        integer NOT NULL DEFAULT 0,
    retired     date,
    revision    integer NOT NULL DEFAULT 1,
    CONSTRAINT questionnaires_key_key UNIQUE (key)
);
COMMENT ON TABLE questionnaires IS 'Sets of questions that units answer about themselves (självskattning).';
COMMENT ON COLUMN questionnaires.unit_kinds IS 'Kinds of unit that are asked.';
COMMENT ON COLUMN questionnaires.good_months IS 'For how many months an answer is good before the unit is asked again and it is shown as too old. A measure says for itself how old an answer may be.';
COMMENT ON COLUMN questionnaires.retired IS 'First day on which nobody is asked any more; null while it is in use.';
CREATE UNIQUE INDEX questionnaires_name_key ON questionnaires (lower(name));

CREATE TABLE questions (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    questionnaire_id bigint NOT NULL CONSTRAINT questions_questionnaire_id_fkey REFERENCES questionnaires (id),
    text             text NOT NULL CONSTRAINT questions_text_check CHECK (text = btrim(text) AND text <> '' AND char_length(text) <= 200),
    short            text NOT NULL CONSTRAINT questions_short_check CHECK (short = btrim(short) AND short <> '' AND char_length(short) <= 40),
    sort             integer NOT NULL DEFAULT 0,
    valid            daterange NOT NULL DEFAULT daterange(NULL, NULL) CONSTRAINT questions_valid_check CHECK (NOT isempty(valid)),
    revision         integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE questions IS 'Each is answered with yes, partly or no.';
COMMENT ON COLUMN questions.short IS 'A few words for the head of a column.';
COMMENT ON COLUMN questions.valid IS 'The days on which it is asked. A question that means something else is a new one: answers belong to the words that were answered.';
CREATE INDEX questions_questionnaire_idx ON questions (questionnaire_id, sort, id);

CREATE TABLE assessments (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    questionnaire_id bigint NOT NULL CONSTRAINT assessments_questionnaire_id_fkey REFERENCES questionnaires (id),
    unit_id          bigint NOT NULL CONSTRAINT assessments_unit_id_fkey REFERENCES units (id),
    day              date NOT NULL,
    note             text NOT NULL DEFAULT '' CONSTRAINT assessments_note_check CHECK (char_length(note) <= 600),
    account_id       bigint CONSTRAINT assessments_account_id_fkey REFERENCES accounts (id),
    by_phone         boolean NOT NULL DEFAULT false,
    recorded_on      date NOT NULL,
    recorded_at      timestamptz NOT NULL,
    struck_at        timestamptz,
    struck_by        bigint,
    struck_reason    text NOT NULL DEFAULT '',
    CONSTRAINT assessments_not_to_come CHECK (day <= recorded_on),
    CONSTRAINT assessments_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE assessments IS 'A unit has answered a set of questions on a day. What it answers later stands beside it; a correction on the same day strikes it.';
COMMENT ON COLUMN assessments.day IS 'Business day on which the unit said so; recorded_on is the one on which it was written, recorded_at the real instant.';
COMMENT ON COLUMN assessments.account_id IS 'Who wrote it; null for the command line.';
COMMENT ON COLUMN assessments.by_phone IS 'Written by the office for the unit, on the telephone.';
COMMENT ON COLUMN assessments.struck_at IS 'It was a mistake, or corrected on the same day, and counts on no date; it stays for history.';
CREATE UNIQUE INDEX assessments_one_a_day ON assessments (unit_id, questionnaire_id, day) WHERE struck_at IS NULL;
CREATE INDEX assessments_unit_idx ON assessments (unit_id, questionnaire_id, day DESC, id DESC);

CREATE TABLE assessment_answers (
    assessment_id bigint NOT NULL CONSTRAINT assessment_answers_assessment_id_fkey REFERENCES assessments (id),
    question_id   bigint NOT NULL CONSTRAINT assessment_answers_question_id_fkey REFERENCES questions (id),
    answer        text NOT NULL CONSTRAINT assessment_answers_answer_check CHECK (answer IN ('yes', 'partly', 'no')),
    CONSTRAINT assessment_answers_pkey PRIMARY KEY (assessment_id, question_id)
);
COMMENT ON TABLE assessment_answers IS 'One answer. A question without a row was left open, which is unknown and not no.';
CREATE INDEX assessment_answers_question_idx ON assessment_answers (question_id);

CREATE TABLE record_kinds (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key      text NOT NULL CONSTRAINT record_kinds_key_check CHECK (key ~ '^[a-z][A-Za-z0-9]*$'),
    name     text NOT NULL CONSTRAINT record_kinds_name_check CHECK (name = btrim(name) AND name <> '' AND char_length(name) <= 80),
    one      text NOT NULL CONSTRAINT record_kinds_one_check CHECK (one = btrim(one) AND one <> '' AND char_length(one) <= 40),
    many     text NOT NULL CONSTRAINT record_kinds_many_check CHECK (many = btrim(many) AND many <> '' AND char_length(many) <= 40),
    numbered boolean NOT NULL DEFAULT false,
    partner  boolean NOT NULL DEFAULT false,
    sort     integer NOT NULL DEFAULT 0,
    retired  date,
    revision integer NOT NULL DEFAULT 1,
    CONSTRAINT record_kinds_key_key UNIQUE (key)
);
COMMENT ON TABLE record_kinds IS 'What is counted by dated records. Each effort has a kind of its own, so that one study circle is not counted in two goals.';
COMMENT ON COLUMN record_kinds.one IS 'The word for one of them, such as cirkel; many is the word for several.';
COMMENT ON COLUMN record_kinds.numbered IS 'It is noted how many people took part.';
COMMENT ON COLUMN record_kinds.partner IS 'It is noted with whom it was done, such as a study association.';
COMMENT ON COLUMN record_kinds.retired IS 'First day on which no new one is written; null while it is in use.';
CREATE UNIQUE INDEX record_kinds_name_key ON record_kinds (lower(name));

CREATE TABLE records (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind_id          bigint NOT NULL CONSTRAINT records_kind_id_fkey REFERENCES record_kinds (id),
    unit_id          bigint NOT NULL CONSTRAINT records_unit_id_fkey REFERENCES units (id),
    happened_on      date NOT NULL,
    state            text NOT NULL DEFAULT 'planned' CONSTRAINT records_state_check CHECK (state IN ('planned', 'done', 'cancelled')),
    state_reason     text NOT NULL DEFAULT '' CONSTRAINT records_state_reason_check CHECK (char_length(state_reason) <= 400),
    done_recorded_on date,
    done_recorded_at timestamptz,
    number           integer CONSTRAINT records_number_check CHECK (number BETWEEN 0 AND 100000),
    partner          text NOT NULL DEFAULT '' CONSTRAINT records_partner_check CHECK (char_length(partner) <= 80),
    title            text NOT NULL DEFAULT '' CONSTRAINT records_title_check CHECK (char_length(title) <= 120),
    note             text NOT NULL DEFAULT '' CONSTRAINT records_note_check CHECK (char_length(note) <= 2000),
    recorded_on      date NOT NULL,
    recorded_at      timestamptz NOT NULL,
    struck_at        timestamptz,
    struck_by        bigint,
    struck_reason    text NOT NULL DEFAULT '',
    revision         integer NOT NULL DEFAULT 1,
    CONSTRAINT records_done_recorded_check CHECK ((state = 'done') = (done_recorded_on IS NOT NULL) AND (done_recorded_on IS NULL) = (done_recorded_at IS NULL)),
    CONSTRAINT records_done_not_to_come CHECK (state <> 'done' OR happened_on <= done_recorded_on),
    CONSTRAINT records_cancelled_reason_check CHECK (state <> 'cancelled' OR btrim(state_reason) <> ''),
    CONSTRAINT records_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE records IS 'Dated things that volumes are counted from (händelser). They name no persons. Only those that are done count, from the day on which they happened.';
COMMENT ON COLUMN records.unit_id IS 'Who held it or did it, which thereby took part; record_units has the others who took part.';
COMMENT ON COLUMN records.happened_on IS 'Business day on which it happened, or is to happen while it is planned.';
COMMENT ON COLUMN records.state_reason IS 'Why it was cancelled.';
COMMENT ON COLUMN records.done_recorded_on IS 'Business day on which it was written that it had happened: much later than the day means entered afterwards. done_recorded_at is the real instant.';
COMMENT ON COLUMN records.number IS 'How many people took part; null when nobody has said.';
COMMENT ON COLUMN records.struck_at IS 'The row was a mistake and counts on no date; it stays for history.';
CREATE INDEX records_day_idx ON records (happened_on DESC, id DESC);
CREATE INDEX records_kind_idx ON records (kind_id, happened_on) WHERE state = 'done' AND struck_at IS NULL;
CREATE INDEX records_unit_idx ON records (unit_id, kind_id);

CREATE TABLE record_units (
    record_id bigint NOT NULL CONSTRAINT record_units_record_id_fkey REFERENCES records (id),
    unit_id   bigint NOT NULL CONSTRAINT record_units_unit_id_fkey REFERENCES units (id),
    CONSTRAINT record_units_pkey PRIMARY KEY (record_id, unit_id)
);
COMMENT ON TABLE record_units IS 'Who took part besides the unit that held it.';
CREATE INDEX record_units_unit_idx ON record_units (unit_id, record_id);

CREATE TABLE record_completions (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind_id       bigint NOT NULL CONSTRAINT record_completions_kind_id_fkey REFERENCES record_kinds (id),
    through       date NOT NULL,
    account_id    bigint CONSTRAINT record_completions_account_id_fkey REFERENCES accounts (id),
    recorded_on   date NOT NULL,
    recorded_at   timestamptz NOT NULL,
    struck_at     timestamptz,
    struck_by     bigint,
    struck_reason text NOT NULL DEFAULT '',
    CONSTRAINT record_completions_not_to_come CHECK (through <= recorded_on),
    CONSTRAINT record_completions_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE record_completions IS 'Somebody has said that everything of a kind up to and with a day is written. A unit without a record has not taken part by then; before that it is unknown.';
CREATE UNIQUE INDEX record_completions_statement_key ON record_completions (kind_id, through) WHERE struck_at IS NULL;

-- The sets of questions and the kinds of record of the demo's plan. All of them can be edited.
INSERT INTO questionnaires (key, name, intro, unit_kinds, good_months, sort) VALUES
    ('feministWays', 'Feministiska arbetssätt', 'Tre frågor om hur ni arbetar till vardags. Svara som det är, inte som det borde vara.',
        '{association,tradeAssociation,districtBoard,campaignLeadership,operationsGroup,infoGroup,committee,network,countyCouncilGroup,cityHallGroup,municipalGroup}', 12, 10),
    ('committeeFunction', 'Så fungerar utskottet', 'Fem saker som styrelsen vill att varje utskott och nätverk ska ha på plats.', '{committee,network}', 6, 20),
    ('strongAssociations', 'Stark förening', 'Tre frågor om hur ni når ut där ni bor och hur nya kommer in.', '{association}', 12, 30),
    ('strongTradeAssociations', 'Stark branschförening', 'Tre frågor om hur ni når ut på arbetsplatserna och hur nya kommer in.', '{tradeAssociation}', 12, 40);

INSERT INTO questions (questionnaire_id, text, short, sort)
SELECT n.id, q.text, q.short, q.sort
FROM (VALUES
    ('feministWays', 'Har ni ett sätt att hålla möten som gör att alla kommer till tals?', 'Alla kommer till tals', 10),
    ('feministWays', 'Ser ni till att både kvinnor och män föreslås när ni väljer till uppdrag?', 'Vilka som föreslås', 20),
    ('feministWays', 'Delar ni på det praktiska, som kaffe, disk, protokoll och nycklar?', 'Det praktiska delas', 30),
    ('committeeFunction', 'Har ni någon som kallar till möten?', 'Sammankallande', 10),
    ('committeeFunction', 'Har ni träffats det senaste kvartalet?', 'Träffats i kvartalet', 20),
    ('committeeFunction', 'Har ni en plan för det närmaste halvåret?', 'Plan', 30),
    ('committeeFunction', 'Har ni gjort något som andra än ni har märkt det senaste halvåret?', 'Aktivitet', 40),
    ('committeeFunction', 'Syns det hur den som vill vara med når er?', 'Kontakt syns', 50),
    ('strongAssociations', 'Är ni kända för någon fråga där ni bor?', 'Förankring', 10),
    ('strongAssociations', 'Får den som är ny prata med någon av er inom en månad?', 'Nya möts', 20),
    ('strongAssociations', 'Har ni en plan för hur ni når ut till fler?', 'Plan för att nå ut', 30),
    ('strongTradeAssociations', 'Har ni medlemmar på flera arbetsplatser i branschen?', 'Förankring', 10),
    ('strongTradeAssociations', 'Träffar någon av er den som är ny i branschföreningen inom en månad?', 'Nya möts', 20),
    ('strongTradeAssociations', 'Har ni en plan för hur ni når ut till fler i facket?', 'Plan för att nå ut', 30)
) AS q (key, text, short, sort) JOIN questionnaires n ON n.key = q.key;

INSERT INTO record_kinds (key, name, one, many, numbered, partner, sort) VALUES
    ('studyCircleHistory', 'Studiecirkel om idéhistoria', 'cirkel', 'cirklar', true, true, 10),
    ('studyCircleTransition', 'Studiecirkel om omställningen', 'cirkel', 'cirklar', true, true, 20),
    ('studyCircleOther', 'Annan studiecirkel', 'cirkel', 'cirklar', true, true, 30),
    ('unionTraining', 'Facklig utbildning', 'utbildning', 'utbildningar', true, true, 40),
    ('representativesTraining', 'Utbildning för förtroendevalda', 'utbildning', 'utbildningar', true, false, 50),
    ('newMemberCourse', 'Kurs för nya medlemmar', 'kurs', 'kurser', true, false, 60),
    ('campaignTraining', 'Utbildning för valarbetare', 'utbildning', 'utbildningar', true, false, 70),
    ('tradeAssociationFormed', 'Branschförening som har bildats', 'branschförening', 'branschföreningar', false, false, 80),
    ('tradeAssociationActivity', 'Aktivitet i en branschförening', 'aktivitet', 'aktiviteter', false, false, 90),
    ('supportAnswered', 'Fråga om stöd, besvarad inom 14 dagar', 'besvarad fråga', 'besvarade frågor', false, false, 100),
    ('supportAnsweredLate', 'Fråga om stöd, besvarad senare', 'besvarad fråga', 'besvarade frågor', false, false, 110);
