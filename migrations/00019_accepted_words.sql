-- What stood of a promise before the words of a new version were approved, so that the approval can be taken back whole.
-- +goose Up
ALTER TABLE commitment_versions ADD replaced jsonb;
COMMENT ON COLUMN commitment_versions.replaced IS 'What an approval of the words replaced in the promise (sentence, hash, proposal, reason, wording, not_before, deadline) and in the names of its goals (titles); null while nothing is approved, and of what was approved before this was kept.';
