-- On which days a unit has shown how it is reached.
-- +goose Up
CREATE TABLE unit_contact_days (
    unit_id   bigint NOT NULL CONSTRAINT unit_contact_days_unit_id_fkey REFERENCES units (id),
    since     date NOT NULL,
    published boolean NOT NULL,
    CONSTRAINT unit_contact_days_pkey PRIMARY KEY (unit_id, since)
);
COMMENT ON TABLE unit_contact_days IS 'Since which business day some way to reach a unit has been published, or none: the ways themselves are kept only as they are. Before the first row nobody had said anything.';

-- What stands was written when the ways of the unit were last changed, or when the unit was added; where the log no
-- longer tells, it stood on the last day of the log. Of earlier days nothing is known.
INSERT INTO unit_contact_days (unit_id, since, published)
SELECT u.id, coalesce(told.changed, told.added, log.last), coalesce(c.published, false)
FROM units u
CROSS JOIN LATERAL (SELECT bool_or(x.published) AS published FROM unit_contacts x WHERE x.unit_id = u.id) c
CROSS JOIN LATERAL (
    SELECT max(a.business_day) FILTER (WHERE a.changes @> '[{"field": "contacts"}]') AS changed,
        min(a.business_day) FILTER (WHERE a.action = 'create') AS added
    FROM audit_log a WHERE a.record = 'unit' AND a.record_id = u.id) told
CROSS JOIN (SELECT max(a.business_day) AS last FROM audit_log a) log
WHERE (c.published IS NOT NULL OR told.changed IS NOT NULL) AND coalesce(told.changed, told.added, log.last) IS NOT NULL;
