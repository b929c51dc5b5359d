-- The kernel: what every write and every read of personal data leaves behind.
-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE installation (
    id                boolean PRIMARY KEY DEFAULT true CONSTRAINT installation_one_row CHECK (id),
    demo_since        timestamptz,
    clock_offset_days integer NOT NULL DEFAULT 0,
    CONSTRAINT installation_clock_moves_only_in_demo CHECK (demo_since IS NOT NULL OR clock_offset_days = 0)
);
COMMENT ON TABLE installation IS 'One row about this database as a whole, read with every request.';
COMMENT ON COLUMN installation.demo_since IS 'The mark of a demo database. Set once by the demo command on a database without accounts; without it the business clock cannot be moved, the second factor is required and no passwords are printed.';
COMMENT ON COLUMN installation.clock_offset_days IS 'Whole civil days added to the real date to get the business date of plan, posts and grants. The wall time is unchanged.';
INSERT INTO installation (id) VALUES (true);

CREATE TABLE data_versions (
    topic   text PRIMARY KEY,
    version bigint NOT NULL DEFAULT 1
);
COMMENT ON TABLE data_versions IS 'One counter per topic, bumped as the last thing of every write in topic order; what is kept in memory is keyed by it.';
INSERT INTO data_versions (topic) VALUES
    ('access'), ('areas'), ('assignments'), ('goals'), ('installation'), ('people'), ('plans'), ('posts'), ('units');

CREATE TABLE once_keys (
    actor_kind text NOT NULL,
    actor_id   bigint NOT NULL,
    key        bytea NOT NULL,
    result     bigint,
    created_at timestamptz NOT NULL,
    CONSTRAINT once_keys_pkey PRIMARY KEY (actor_kind, actor_id, key),
    CONSTRAINT once_keys_key_is_a_hash CHECK (octet_length(key) = 32)
);
COMMENT ON TABLE once_keys IS 'A form that was posted. Posting it again gives the first answer instead of a second record.';
COMMENT ON COLUMN once_keys.key IS 'SHA-256 of the form''s random key, its address and its contents: the same form with other contents is another write.';
COMMENT ON COLUMN once_keys.result IS 'What the write returned, mostly the id of the record, so that the repeat is redirected to the same place.';
CREATE INDEX once_keys_created_at_idx ON once_keys (created_at);

CREATE TABLE audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    business_day date NOT NULL,
    actor_kind   text NOT NULL CONSTRAINT audit_log_actor_kind_check CHECK (actor_kind IN ('account', 'link', 'cli', 'job')),
    actor_id     bigint NOT NULL,
    on_behalf_of bigint,
    unit_id      bigint,
    record       text NOT NULL,
    record_id    bigint NOT NULL,
    action       text NOT NULL,
    changes      jsonb NOT NULL DEFAULT '[]',
    note         text NOT NULL DEFAULT '',
    request_id   text NOT NULL DEFAULT ''
);
COMMENT ON TABLE audit_log IS 'Who changed what. Append-only: a trigger refuses everything but inserts and the retention function.';
COMMENT ON COLUMN audit_log.on_behalf_of IS 'The unit for which a district actor entered something, for example by telephone.';
COMMENT ON COLUMN audit_log.unit_id IS 'The unit that the record belongs to, for scope; null for records of the whole district.';
COMMENT ON COLUMN audit_log.changes IS 'Array of {field, before, after}; personal fields have their name only, never their values.';
CREATE INDEX audit_log_record_idx ON audit_log (record, record_id, id DESC);
CREATE INDEX audit_log_unit_idx ON audit_log (unit_id, id DESC);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_kind, actor_id, id DESC);

-- +goose StatementBegin
CREATE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('verkstad.retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_log_append_only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_log_guard();
-- +goose StatementBegin
CREATE FUNCTION audit_log_truncate_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_log_append_only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_truncate_guard();
-- +goose StatementBegin
CREATE FUNCTION audit_log_retain(keep_from timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM set_config('verkstad.retention', 'on', true);
    DELETE FROM audit_log WHERE at < keep_from;
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM set_config('verkstad.retention', 'off', true);
    RETURN n;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION audit_log_retain IS 'The one way to delete audit rows: those older than the given instant. Returns how many.';

CREATE TABLE read_log (
    hour       timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id   bigint NOT NULL,
    subject    text NOT NULL,
    subject_id bigint NOT NULL DEFAULT 0,
    detail     text NOT NULL DEFAULT '',
    request_id text NOT NULL DEFAULT '',
    CONSTRAINT read_log_pkey PRIMARY KEY (hour, actor_kind, actor_id, subject, subject_id, detail)
) PARTITION BY RANGE (hour);
COMMENT ON TABLE read_log IS 'Who read personal data: a person''s page, contact details, a search on persons, an export. One row per actor, subject and hour. Monthly partitions, kept 24 months.';
COMMENT ON COLUMN read_log.hour IS 'The real instant truncated to the hour (UTC).';
COMMENT ON COLUMN read_log.subject IS 'What was read, such as person, person_search or export; subject_id 0 stands for a list.';
CREATE TABLE read_log_default PARTITION OF read_log DEFAULT;
-- +goose StatementBegin
CREATE FUNCTION read_log_ensure_month(moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', moment AT TIME ZONE 'UTC')::date;
    part  text := 'read_log_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(part) IS NULL AND NOT EXISTS (
        SELECT FROM read_log_default WHERE hour >= first::timestamp AT TIME ZONE 'UTC'
                                       AND hour < (first + interval '1 month') AT TIME ZONE 'UTC') THEN
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF read_log FOR VALUES FROM (%L) TO (%L)', part,
            first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    END IF;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION read_log_ensure_month IS 'Makes the partition of the month of the given instant when it is missing; rows without a partition land in the default one and are never lost.';
