-- Accounts and grants: who may log in and what they may see and do.
-- +goose Up
CREATE TABLE accounts (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id           bigint NOT NULL CONSTRAINT accounts_person_id_fkey REFERENCES people (id),
    email               text NOT NULL CONSTRAINT accounts_email_check CHECK (email = lower(btrim(email)) AND email LIKE '%_@_%'),
    password_hash       text,
    password_changed_at timestamptz,
    totp_secret         bytea,
    totp_last_step      bigint NOT NULL DEFAULT 0,
    created_at          timestamptz NOT NULL,
    disabled_at         timestamptz,
    revision            integer NOT NULL DEFAULT 1,
    CONSTRAINT accounts_person_id_key UNIQUE (person_id),
    CONSTRAINT accounts_email_key UNIQUE (email)
);
COMMENT ON TABLE accounts IS 'A login. One person has one account and any number of grants.';
COMMENT ON COLUMN accounts.password_hash IS 'argon2id in PHC form; null until the invitation is accepted.';
COMMENT ON COLUMN accounts.totp_secret IS 'Set when the second factor has been confirmed.';
COMMENT ON COLUMN accounts.totp_last_step IS 'The last 30-second step that was used, so that a code works once.';

CREATE TABLE recovery_codes (
    account_id bigint NOT NULL CONSTRAINT recovery_codes_account_id_fkey REFERENCES accounts (id) ON DELETE CASCADE,
    hash       bytea NOT NULL,
    used_at    timestamptz,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (account_id, hash)
);

CREATE TABLE grants (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id    bigint NOT NULL CONSTRAINT grants_account_id_fkey REFERENCES accounts (id),
    role          text NOT NULL CONSTRAINT grants_role_check CHECK (role IN (
        'district_staff', 'board_member', 'campaign_lead', 'operations', 'press', 'association_chair', 'election_officer',
        'committee_lead', 'group_leader', 'nominating', 'auditor')),
    unit_id       bigint CONSTRAINT grants_unit_id_fkey REFERENCES units (id),
    valid         daterange NOT NULL CONSTRAINT grants_valid_check CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    assignment_id bigint CONSTRAINT grants_assignment_id_fkey REFERENCES assignments (id),
    granted_at    timestamptz NOT NULL,
    revision      integer NOT NULL DEFAULT 1,
    CONSTRAINT grants_scope_check CHECK ((unit_id IS NOT NULL) = (role IN ('association_chair', 'election_officer', 'committee_lead', 'group_leader'))),
    CONSTRAINT grants_nominating_expires CHECK (role <> 'nominating' OR NOT upper_inf(valid))
);
COMMENT ON TABLE grants IS 'Access (behörighet): an account has a role, in a unit or in the whole district, on the business days of valid.';
COMMENT ON COLUMN grants.assignment_id IS 'The assignment that the access follows; ending that ends this in the same transaction.';
ALTER TABLE grants ADD CONSTRAINT grants_no_overlap
    EXCLUDE USING gist (account_id WITH =, role WITH =, (coalesce(unit_id, 0)) WITH =, valid WITH &&);
CREATE INDEX grants_unit_idx ON grants (unit_id);
CREATE INDEX grants_assignment_idx ON grants (assignment_id) WHERE assignment_id IS NOT NULL;

-- At least one staff grant without an end, of an account that can log in, always exists once there has been one.
-- The advisory lock makes two transactions that each end one of the last two take turns.
-- +goose StatementBegin
CREATE FUNCTION staff_remains() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- The business day of the transaction, set by the program; a grant that only begins later does not count.
    today date := coalesce(nullif(current_setting('verkstad.today', true), '')::date, 'infinity');
BEGIN
    PERFORM pg_advisory_xact_lock(7311);
    IF NOT EXISTS (
        SELECT FROM grants g JOIN accounts a ON a.id = g.account_id
        WHERE g.role = 'district_staff' AND upper_inf(g.valid) AND lower(g.valid) <= today
          AND a.disabled_at IS NULL AND a.password_hash IS NOT NULL) THEN
        RAISE EXCEPTION 'the last staff grant cannot be ended' USING ERRCODE = 'check_violation', CONSTRAINT = 'last_staff_grant';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER grants_staff_remains AFTER UPDATE OR DELETE ON grants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'district_staff' AND upper_inf(OLD.valid))
    EXECUTE FUNCTION staff_remains();
CREATE CONSTRAINT TRIGGER accounts_staff_remains_update AFTER UPDATE ON accounts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL) OR (OLD.password_hash IS NOT NULL AND NEW.password_hash IS NULL))
    EXECUTE FUNCTION staff_remains();
CREATE CONSTRAINT TRIGGER accounts_staff_remains_delete AFTER DELETE ON accounts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION staff_remains();

CREATE TABLE sessions (
    token_hash       bytea PRIMARY KEY CONSTRAINT sessions_token_hash_check CHECK (octet_length(token_hash) = 32),
    account_id       bigint CONSTRAINT sessions_account_id_fkey REFERENCES accounts (id) ON DELETE CASCADE,
    public_id        bigint GENERATED ALWAYS AS IDENTITY,
    data             bytea NOT NULL,
    created_at       timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    second_factor_at timestamptz,
    user_agent       text NOT NULL DEFAULT '',
    CONSTRAINT sessions_public_id_key UNIQUE (public_id)
);
COMMENT ON TABLE sessions IS 'Logins that go on. The cookie holds 32 random bytes; the key is their SHA-256, so a leaked table is not a set of logins.';
COMMENT ON COLUMN sessions.public_id IS 'What a page may show and a form may name; it opens nothing.';
CREATE INDEX sessions_account_idx ON sessions (account_id);
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

CREATE TABLE account_links (
    token_hash bytea PRIMARY KEY CONSTRAINT account_links_token_hash_check CHECK (octet_length(token_hash) = 32),
    kind       text NOT NULL CONSTRAINT account_links_kind_check CHECK (kind IN ('invitation', 'reset')),
    account_id bigint NOT NULL CONSTRAINT account_links_account_id_fkey REFERENCES accounts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
COMMENT ON TABLE account_links IS 'Single-use links to set a password; stored as hashes. They act on POST, never on GET.';
CREATE INDEX account_links_account_idx ON account_links (account_id);

CREATE TABLE login_failures (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject    bytea NOT NULL,
    address    text NOT NULL,
    device     bytea,
    at         timestamptz NOT NULL
);
COMMENT ON TABLE login_failures IS 'Failed logins, for throttling, for a day. subject is the SHA-256 of the address that was typed, known or not.';
COMMENT ON COLUMN login_failures.device IS 'SHA-256 of the device cookie of somebody who has logged in here before: such a device is counted apart, so that strangers cannot lock the real person out.';
CREATE INDEX login_failures_subject_idx ON login_failures (subject, at);
CREATE INDEX login_failures_address_idx ON login_failures (address, at);

CREATE TABLE known_devices (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL CONSTRAINT known_devices_account_id_fkey REFERENCES accounts (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE known_devices IS 'Devices on which an account has logged in with success; used only by the throttle.';
CREATE INDEX known_devices_account_idx ON known_devices (account_id);
