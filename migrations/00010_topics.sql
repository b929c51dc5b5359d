-- The parts of the data that meetings, documents, self-assessments and dated records bump.
-- +goose Up
INSERT INTO data_versions (topic) VALUES ('assessments'), ('documents'), ('meetings'), ('records');
