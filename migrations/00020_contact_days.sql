-- On which days a unit has shown how it is reached, and plans among the kinds of document.
-- +goose Up
CREATE TABLE unit_contact_days (
    unit_id   bigint NOT NULL CONSTRAINT unit_contact_days_unit_id_fkey REFERENCES units (id),
    since     date NOT NULL,
    published boolean NOT NULL,
    CONSTRAINT unit_contact_days_pkey PRIMARY KEY (unit_id, since)
);
COMMENT ON TABLE unit_contact_days IS 'Since which business day some way to reach a unit has been published, or none: the ways themselves are kept only as they are. Before the first row nobody had said anything.';

-- What stands was written when the ways of the unit were last changed, or when the unit was added. Of earlier days nothing
-- is known.
INSERT INTO unit_contact_days (unit_id, since, published)
SELECT c.unit_id, l.day, bool_or(c.published)
FROM unit_contacts c
JOIN LATERAL (
    SELECT coalesce(max(a.business_day) FILTER (WHERE a.changes @> '[{"field": "contacts"}]'), min(a.business_day)) AS day
    FROM audit_log a WHERE a.record = 'unit' AND a.record_id = c.unit_id) l ON l.day IS NOT NULL
GROUP BY c.unit_id, l.day;

ALTER TABLE documents DROP CONSTRAINT documents_kind_check;
ALTER TABLE documents ADD CONSTRAINT documents_kind_check CHECK (kind IN (
    'programme', 'statutes', 'plan', 'communicationPlan', 'socialMediaPlan', 'epStrategy', 'studyMaterial', 'policy', 'other'));
