-- Two questions that a kind of meeting asks afterwards of the units that were there, and what they answer.
-- +goose Up
ALTER TABLE meeting_kinds
    ADD COLUMN follow_up_first text NOT NULL DEFAULT '' CONSTRAINT meeting_kinds_follow_up_first_check CHECK (
        follow_up_first = btrim(follow_up_first) AND char_length(follow_up_first) <= 200),
    ADD COLUMN follow_up_second text NOT NULL DEFAULT '' CONSTRAINT meeting_kinds_follow_up_second_check CHECK (
        follow_up_second = btrim(follow_up_second) AND char_length(follow_up_second) <= 200),
    ADD CONSTRAINT meeting_kinds_follow_up_both_check CHECK ((follow_up_first = '') = (follow_up_second = '')),
    ADD CONSTRAINT meeting_kinds_follow_up_attendance_check CHECK (follow_up_first = '' OR attendance);
COMMENT ON COLUMN meeting_kinds.follow_up_first IS 'The first of two questions to the units that were there, after a meeting was held; both are empty where nothing is asked. Only of kinds with attendance, because only those who were there are asked.';
COMMENT ON COLUMN meeting_kinds.follow_up_second IS 'The second of them.';

CREATE TABLE meeting_follow_ups (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id      bigint NOT NULL CONSTRAINT meeting_follow_ups_meeting_id_fkey REFERENCES meetings (id),
    unit_id         bigint NOT NULL CONSTRAINT meeting_follow_ups_unit_id_fkey REFERENCES units (id),
    day             date NOT NULL,
    first           text NOT NULL CONSTRAINT meeting_follow_ups_first_check CHECK (first IN ('yes', 'partly', 'no')),
    second          text NOT NULL CONSTRAINT meeting_follow_ups_second_check CHECK (second IN ('yes', 'partly', 'no')),
    first_question  text NOT NULL,
    second_question text NOT NULL,
    note            text NOT NULL DEFAULT '' CONSTRAINT meeting_follow_ups_note_check CHECK (char_length(note) <= 300),
    account_id      bigint CONSTRAINT meeting_follow_ups_account_id_fkey REFERENCES accounts (id),
    by_phone        boolean NOT NULL DEFAULT false,
    recorded_on     date NOT NULL,
    recorded_at     timestamptz NOT NULL,
    struck_at       timestamptz,
    struck_by       bigint,
    struck_reason   text NOT NULL DEFAULT '',
    CONSTRAINT meeting_follow_ups_not_to_come CHECK (day <= recorded_on),
    CONSTRAINT meeting_follow_ups_struck_reason_check CHECK (struck_at IS NULL OR btrim(struck_reason) <> '')
);
COMMENT ON TABLE meeting_follow_ups IS 'What a unit that was at a meeting answers afterwards, about the whole of it where it was held in parts. What it answers later stands beside it and counts from its own day; a correction on the same day strikes it.';
COMMENT ON COLUMN meeting_follow_ups.day IS 'Business day on which the unit said so; recorded_on is the one on which it was written, recorded_at the real instant.';
COMMENT ON COLUMN meeting_follow_ups.first_question IS 'The words that were answered: those of the kind may be changed later.';
COMMENT ON COLUMN meeting_follow_ups.account_id IS 'Who wrote it; null for the command line.';
COMMENT ON COLUMN meeting_follow_ups.by_phone IS 'Written by the office for the unit, on the telephone.';
COMMENT ON COLUMN meeting_follow_ups.struck_at IS 'It was a mistake, or corrected on the same day, and counts on no date; it stays for history.';
CREATE UNIQUE INDEX meeting_follow_ups_one_a_day ON meeting_follow_ups (unit_id, meeting_id, day) WHERE struck_at IS NULL;
CREATE INDEX meeting_follow_ups_meeting_idx ON meeting_follow_ups (meeting_id, unit_id, day DESC, id DESC);
