-- Versions of a plan: its text as it was adopted each time, and what became of every promise in it. What stands now
-- becomes the first version. What a reader finds in running text gets its columns, and a goal can be made of several
-- sentences, or several goals of one.
-- +goose Up
CREATE TABLE plan_versions (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id        bigint NOT NULL CONSTRAINT plan_versions_plan_id_fkey REFERENCES plans (id),
    number         integer NOT NULL CONSTRAINT plan_versions_number_check CHECK (number > 0),
    source_file_id bigint CONSTRAINT plan_versions_source_file_id_fkey REFERENCES source_files (id),
    adopted_on     date,
    created_at     timestamptz NOT NULL,
    created_by     bigint CONSTRAINT plan_versions_created_by_fkey REFERENCES accounts (id),
    CONSTRAINT plan_versions_number_key UNIQUE (plan_id, number),
    CONSTRAINT plan_versions_later_check CHECK (number = 1 OR adopted_on IS NOT NULL)
);
COMMENT ON TABLE plan_versions IS 'A plan as it was adopted. The text of a version is never changed; the version with the highest number holds.';
COMMENT ON COLUMN plan_versions.adopted_on IS 'From this day the version holds: goals whose sentences it no longer has are closed from it.';
INSERT INTO plan_versions (plan_id, number, source_file_id, adopted_on, created_at)
SELECT id, 1, source_file_id, adopted_on, created_at FROM plans ORDER BY id;

ALTER TABLE plan_nodes ADD version_id bigint CONSTRAINT plan_nodes_version_id_fkey REFERENCES plan_versions (id);
UPDATE plan_nodes n SET version_id = v.id FROM plan_versions v WHERE v.plan_id = n.plan_id;
ALTER TABLE plan_nodes ALTER version_id SET NOT NULL, DROP CONSTRAINT plan_nodes_ord_key, DROP plan_id,
    ADD CONSTRAINT plan_nodes_ord_key UNIQUE (version_id, ord);
CREATE INDEX plan_nodes_parent_idx ON plan_nodes (parent_id);

ALTER TABLE plans DROP source_file_id, DROP adopted_on;

ALTER TABLE source_files ADD plan_id bigint CONSTRAINT source_files_plan_id_fkey REFERENCES plans (id);
COMMENT ON COLUMN source_files.plan_id IS 'The plan that the text is a new version of; null for a text that becomes plans of its own.';

ALTER TABLE commitments
    ADD number      integer,
    ADD title       text NOT NULL DEFAULT '',
    ADD responsible text NOT NULL DEFAULT '',
    ADD unit_id     bigint CONSTRAINT commitments_unit_id_fkey REFERENCES units (id),
    ADD not_before  date,
    ADD deadline    date,
    ADD wording     text NOT NULL DEFAULT '' CONSTRAINT commitments_wording_check CHECK (wording IN ('', 'negative', 'soft')),
    ADD edited      boolean NOT NULL DEFAULT false,
    ADD gone_in     bigint CONSTRAINT commitments_gone_in_fkey REFERENCES plan_versions (id),
    ADD CONSTRAINT commitments_period_check CHECK (not_before <= deadline),
    DROP CONSTRAINT commitments_ord_key;
UPDATE commitments c SET number = n.number
FROM (SELECT id, row_number() OVER (PARTITION BY plan_id, kind ORDER BY ord) AS number FROM commitments) n WHERE n.id = c.id;
ALTER TABLE commitments ALTER number SET NOT NULL, ADD CONSTRAINT commitments_number_key UNIQUE (plan_id, kind, number);
CREATE INDEX commitments_node_idx ON commitments (node_id);
COMMENT ON TABLE commitments IS 'What a reader found in a plan, with an identity that survives new versions. Nothing is a goal before a person has approved it.';
COMMENT ON COLUMN commitments.node_id IS 'Its place in the text that holds; null when that text no longer has it.';
COMMENT ON COLUMN commitments.number IS 'Its number among those of its kind in the plan: given once, in the order of the text of the version that it came with.';
COMMENT ON COLUMN commitments.sentence IS 'The sentence that holds for the goal, misspellings included. When a version changes the sentence of a goal, this stays until a person has approved the new one.';
COMMENT ON COLUMN commitments.title IS 'Short name that a reviewer has written before deciding; empty until then.';
COMMENT ON COLUMN commitments.responsible IS 'Who undertakes it, in the words of the text or of a reviewer.';
COMMENT ON COLUMN commitments.unit_id IS 'The unit that a reviewer says is responsible; it becomes responsible for the goal.';
COMMENT ON COLUMN commitments.edited IS 'A reviewer has changed what the reader proposed: a new version no longer overwrites it.';
COMMENT ON COLUMN commitments.gone_in IS 'The version that no longer has the sentence; null while it stands.';

CREATE TABLE commitment_versions (
    commitment_id bigint NOT NULL CONSTRAINT commitment_versions_commitment_id_fkey REFERENCES commitments (id),
    version_id    bigint NOT NULL CONSTRAINT commitment_versions_version_id_fkey REFERENCES plan_versions (id),
    node_id       bigint CONSTRAINT commitment_versions_node_id_fkey REFERENCES plan_nodes (id),
    ord           integer NOT NULL,
    change        text NOT NULL CONSTRAINT commitment_versions_change_check CHECK (change IN ('unchanged', 'moved', 'changed', 'added', 'removed')),
    how           text NOT NULL DEFAULT '' CONSTRAINT commitment_versions_how_check CHECK (how IN ('', 'exact', 'similar', 'hand')),
    decision      text NOT NULL DEFAULT '' CONSTRAINT commitment_versions_decision_check CHECK (decision IN ('', 'waiting', 'accepted', 'open', 'reopened')),
    decided_at    timestamptz,
    decided_by    bigint CONSTRAINT commitment_versions_decided_by_fkey REFERENCES accounts (id),
    kind          text NOT NULL CONSTRAINT commitment_versions_kind_check CHECK (kind IN ('formal', 'commitment')),
    sentence      text NOT NULL,
    section_path  text[] NOT NULL DEFAULT '{}',
    hash          bytea NOT NULL,
    found         jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT commitment_versions_pkey PRIMARY KEY (commitment_id, version_id),
    CONSTRAINT commitment_versions_node_check CHECK ((change = 'removed') <= (node_id IS NULL)),
    CONSTRAINT commitment_versions_decided_check CHECK ((decision = 'accepted') = (decided_at IS NOT NULL))
);
CREATE INDEX commitment_versions_version_idx ON commitment_versions (version_id, ord);
CREATE INDEX commitment_versions_node_idx ON commitment_versions (node_id);
COMMENT ON TABLE commitment_versions IS 'Each promise in each version of its plan: the sentence as that version has it, and what the version changed.';
COMMENT ON COLUMN commitment_versions.change IS 'What the version did to the promise. Of a removed one the row repeats the last sentence.';
COMMENT ON COLUMN commitment_versions.how IS 'By what it was recognised: the same words, similar words in the same section, or by hand.';
COMMENT ON COLUMN commitment_versions.decision IS 'Of changed text: waiting for or accepted by a person; open or reopened when no goal depended on it and the text was replaced at once.';
COMMENT ON COLUMN commitment_versions.found IS 'What the reader proposed: class, responsible, not_before, deadline, wording, proposal and reason.';
INSERT INTO commitment_versions (commitment_id, version_id, node_id, ord, change, kind, sentence, section_path, hash, found)
SELECT c.id, v.id, c.node_id, c.ord, 'added', c.kind, c.sentence, c.section_path, c.hash,
    jsonb_build_object('class', c.class, 'proposal', c.proposal, 'reason', c.reason)
FROM commitments c JOIN plan_versions v ON v.plan_id = c.plan_id;

ALTER TABLE goals
    ADD kind text NOT NULL DEFAULT 'formal' CONSTRAINT goals_kind_check CHECK (kind IN ('formal', 'commitment')),
    ADD part smallint NOT NULL DEFAULT 0 CONSTRAINT goals_part_check CHECK (part >= 0),
    DROP CONSTRAINT goals_commitment_id_key,
    DROP CONSTRAINT goals_number_key,
    ADD CONSTRAINT goals_number_key UNIQUE (plan_id, kind, number, part);
UPDATE goals g SET kind = c.kind FROM commitments c WHERE c.id = g.commitment_id;
COMMENT ON COLUMN goals.kind IS 'Whether the plan itself lists it as a goal (3) or it is made of a promise in running text (Å12).';
COMMENT ON COLUMN goals.number IS 'The number of its first sentence among those of its kind.';
COMMENT ON COLUMN goals.part IS 'Of goals that share one sentence: 1 for a, 2 for b; 0 for a goal that has its sentence for itself.';
COMMENT ON COLUMN goals.commitment_id IS 'The sentence that heads the goal; all of them are in goal_commitments.';

CREATE TABLE goal_commitments (
    goal_id       bigint NOT NULL CONSTRAINT goal_commitments_goal_id_fkey REFERENCES goals (id),
    commitment_id bigint NOT NULL CONSTRAINT goal_commitments_commitment_id_fkey REFERENCES commitments (id),
    how           text NOT NULL CONSTRAINT goal_commitments_how_check CHECK (how IN ('alone', 'merged', 'joined', 'split')),
    CONSTRAINT goal_commitments_pkey PRIMARY KEY (goal_id, commitment_id)
);
CREATE INDEX goal_commitments_commitment_idx ON goal_commitments (commitment_id);
COMMENT ON TABLE goal_commitments IS 'The sentences of each goal.';
COMMENT ON COLUMN goal_commitments.how IS 'alone: the goal was made of it; merged: of several at once; joined: it was added to a goal that existed; split: several goals were made of it.';
INSERT INTO goal_commitments (goal_id, commitment_id, how) SELECT id, commitment_id, 'alone' FROM goals WHERE commitment_id IS NOT NULL;
ALTER TABLE goals ADD CONSTRAINT goals_head_fkey FOREIGN KEY (id, commitment_id) REFERENCES goal_commitments (goal_id, commitment_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE version_closings (
    version_id bigint NOT NULL CONSTRAINT version_closings_version_id_fkey REFERENCES plan_versions (id),
    goal_id    bigint NOT NULL CONSTRAINT version_closings_goal_id_fkey REFERENCES goals (id),
    was_on     date,
    was_reason text NOT NULL DEFAULT '',
    CONSTRAINT version_closings_pkey PRIMARY KEY (version_id, goal_id)
);
COMMENT ON TABLE version_closings IS 'Goals that a version closed because none of their sentences is left, with what stood before, so that a version can be withdrawn.';
