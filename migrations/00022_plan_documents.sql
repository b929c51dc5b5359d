-- Plans among the kinds of document.
-- +goose Up
ALTER TABLE documents DROP CONSTRAINT documents_kind_check;
ALTER TABLE documents ADD CONSTRAINT documents_kind_check CHECK (kind IN (
    'programme', 'statutes', 'plan', 'communicationPlan', 'socialMediaPlan', 'epStrategy', 'studyMaterial', 'policy', 'other'));
