-- Plans: the document as adopted, what a reader found in it, and the goals that people approved.
-- +goose Up
CREATE TABLE source_files (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL,
    sha256      bytea NOT NULL CONSTRAINT source_files_sha256_check CHECK (octet_length(sha256) = 32),
    content     bytea NOT NULL,
    uploaded_at timestamptz NOT NULL,
    split_at    timestamptz
);
COMMENT ON TABLE source_files IS 'A file or pasted text that holds one or more documents, byte for byte as it came, so that it can be read anew.';
COMMENT ON COLUMN source_files.split_at IS 'When somebody said where each document starts and the plans were made; null while that waits.';

CREATE TABLE plans (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_file_id bigint CONSTRAINT plans_source_file_id_fkey REFERENCES source_files (id),
    name           text NOT NULL CONSTRAINT plans_name_check CHECK (btrim(name) <> ''),
    kind           text NOT NULL CONSTRAINT plans_kind_check CHECK (kind IN ('operationalPlan', 'electionStrategy', 'epStrategy', 'other')),
    period         daterange NOT NULL CONSTRAINT plans_period_check CHECK (NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)),
    adopted_on     date,
    created_at     timestamptz NOT NULL,
    revision       integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE plans IS 'One adopted document with its period. Several live side by side.';

CREATE TABLE plan_nodes (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id   bigint NOT NULL CONSTRAINT plan_nodes_plan_id_fkey REFERENCES plans (id),
    parent_id bigint CONSTRAINT plan_nodes_parent_id_fkey REFERENCES plan_nodes (id),
    ord       integer NOT NULL,
    kind      text NOT NULL CONSTRAINT plan_nodes_kind_check CHECK (kind IN ('title', 'chapter', 'section', 'paragraph', 'bullet', 'sentence', 'quote', 'contents')),
    level     integer NOT NULL DEFAULT 0,
    text      text NOT NULL,
    marker    text NOT NULL DEFAULT '',
    attribution text NOT NULL DEFAULT '',
    CONSTRAINT plan_nodes_ord_key UNIQUE (plan_id, ord)
);
COMMENT ON TABLE plan_nodes IS 'The text as adopted, in reading order. Sentences repeat their parent''s text in parts.';
COMMENT ON COLUMN plan_nodes.marker IS 'What was taken off the front: a bullet, a list number, a label.';
COMMENT ON COLUMN plan_nodes.attribution IS 'Of quotes: the line that says where they come from.';

CREATE TABLE commitments (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id      bigint NOT NULL CONSTRAINT commitments_plan_id_fkey REFERENCES plans (id),
    node_id      bigint CONSTRAINT commitments_node_id_fkey REFERENCES plan_nodes (id),
    ord          integer NOT NULL,
    kind         text NOT NULL CONSTRAINT commitments_kind_check CHECK (kind IN ('formal', 'commitment')),
    class        text NOT NULL DEFAULT '',
    sentence     text NOT NULL,
    section_path text[] NOT NULL DEFAULT '{}',
    hash         bytea NOT NULL,
    proposal     jsonb NOT NULL DEFAULT '{}',
    reason       text NOT NULL DEFAULT '',
    state        text NOT NULL DEFAULT 'proposed' CONSTRAINT commitments_state_check CHECK (state IN ('proposed', 'approved', 'rejected')),
    decided_at   timestamptz,
    decided_by   bigint CONSTRAINT commitments_decided_by_fkey REFERENCES accounts (id),
    revision     integer NOT NULL DEFAULT 1,
    CONSTRAINT commitments_ord_key UNIQUE (plan_id, ord),
    CONSTRAINT commitments_decided_check CHECK ((state = 'proposed') = (decided_at IS NULL))
);
COMMENT ON TABLE commitments IS 'What a reader found in a plan. Nothing is a goal before a person has approved it.';
COMMENT ON COLUMN commitments.sentence IS 'The sentence as adopted, misspellings included; only line breaks and hyphenation are repaired.';
COMMENT ON COLUMN commitments.hash IS 'Identity of the sentence over changes of white space.';
COMMENT ON COLUMN commitments.proposal IS 'The measure that the reader proposes: a proposal, not a decision.';

CREATE TABLE goals (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id       bigint NOT NULL CONSTRAINT goals_plan_id_fkey REFERENCES plans (id),
    commitment_id bigint CONSTRAINT goals_commitment_id_fkey REFERENCES commitments (id),
    number        integer NOT NULL,
    title         text NOT NULL CONSTRAINT goals_title_check CHECK (btrim(title) <> ''),
    approved_at   timestamptz NOT NULL,
    closed_on     date,
    closed_reason text NOT NULL DEFAULT '',
    revision      integer NOT NULL DEFAULT 1,
    CONSTRAINT goals_commitment_id_key UNIQUE (commitment_id),
    CONSTRAINT goals_number_key UNIQUE (plan_id, number)
);
COMMENT ON COLUMN goals.number IS 'The goal''s number within its plan, in the order of the text.';
COMMENT ON COLUMN goals.title IS 'A short name for lists; the sentence of the plan is in the commitment.';

CREATE TABLE goal_units (
    goal_id bigint NOT NULL CONSTRAINT goal_units_goal_id_fkey REFERENCES goals (id),
    unit_id bigint NOT NULL CONSTRAINT goal_units_unit_id_fkey REFERENCES units (id),
    CONSTRAINT goal_units_pkey PRIMARY KEY (goal_id, unit_id)
);
COMMENT ON TABLE goal_units IS 'The units responsible for a goal.';

CREATE TABLE tags (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CONSTRAINT tags_kind_check CHECK (kind IN ('perspective', 'focus')),
    name text NOT NULL,
    sort integer NOT NULL DEFAULT 0,
    CONSTRAINT tags_name_key UNIQUE (name)
);
COMMENT ON TABLE tags IS 'Perspectives and focus questions that goals, and later activities, carry.';
CREATE TABLE goal_tags (
    goal_id bigint NOT NULL CONSTRAINT goal_tags_goal_id_fkey REFERENCES goals (id),
    tag_id  bigint NOT NULL CONSTRAINT goal_tags_tag_id_fkey REFERENCES tags (id),
    CONSTRAINT goal_tags_pkey PRIMARY KEY (goal_id, tag_id)
);

CREATE TABLE comments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    goal_id     bigint NOT NULL CONSTRAINT comments_goal_id_fkey REFERENCES goals (id),
    account_id  bigint NOT NULL CONSTRAINT comments_account_id_fkey REFERENCES accounts (id),
    text        text NOT NULL CONSTRAINT comments_text_check CHECK (btrim(text) <> ''),
    at          timestamptz NOT NULL,
    day         date NOT NULL,
    removed_at  timestamptz,
    revision    integer NOT NULL DEFAULT 1
);
COMMENT ON COLUMN comments.day IS 'Business day on which it was written.';
CREATE INDEX comments_goal_idx ON comments (goal_id, id);
CREATE TABLE comment_versions (
    comment_id bigint NOT NULL CONSTRAINT comment_versions_comment_id_fkey REFERENCES comments (id),
    revision   integer NOT NULL,
    text       text NOT NULL,
    until      timestamptz NOT NULL,
    CONSTRAINT comment_versions_pkey PRIMARY KEY (comment_id, revision)
);
COMMENT ON TABLE comment_versions IS 'Earlier wordings of a comment.';
