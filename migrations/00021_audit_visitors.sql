-- Somebody who is not logged in can be who did something: a login that failed is in the log.
-- +goose Up
ALTER TABLE audit_log DROP CONSTRAINT audit_log_actor_kind_check,
    ADD CONSTRAINT audit_log_actor_kind_check CHECK (actor_kind IN ('account', 'link', 'cli', 'job', 'visitor'));
COMMENT ON COLUMN audit_log.actor_kind IS 'visitor is somebody who was not logged in; actor_id is 0 then, and of the command line and of jobs.';
