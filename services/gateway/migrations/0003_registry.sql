-- The consumer registry (seed 002 R-06 to R-09): a consumer exists only by application and approval by two persons. A row
-- of consumer is one approved version; rows are only ever added, so what was approved when stays to be seen.

ALTER TABLE consumer DROP CONSTRAINT consumer_pkey;
ALTER TABLE consumer
    ADD COLUMN version int NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN filter_states text[] NOT NULL DEFAULT '{}', -- of whom it is told: juki.gateway.v1.ConsumerFilter
    ADD COLUMN filter_age_under int NOT NULL DEFAULT 0,
    ADD COLUMN filter_age_base date,
    ADD COLUMN filter_household boolean NOT NULL DEFAULT false,
    ADD COLUMN filter_areas text[] NOT NULL DEFAULT '{}',
    ADD COLUMN application_id text UNIQUE, -- NULL: by a migration
    ADD COLUMN approved_at timestamptz NOT NULL DEFAULT now(),
    ADD PRIMARY KEY (id, version);

-- What was applied for, as it was: the whole of the consumer, on top of which version.
CREATE TABLE consumer_application (
    application_id text PRIMARY KEY,
    id text NOT NULL,
    base_version int NOT NULL, -- 0: a new consumer
    office text NOT NULL,
    affair text NOT NULL,
    legal_basis text NOT NULL,
    items text[] NOT NULL,
    uses_number boolean NOT NULL,
    restrained_place boolean NOT NULL,
    filter_states text[] NOT NULL,
    filter_age_under int NOT NULL,
    filter_age_base date,
    filter_household boolean NOT NULL,
    filter_areas text[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    digest text NOT NULL, -- SHA-256 of the message Consumer, hexadecimal
    applied_by text NOT NULL,
    applied_terminal text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consumer_application_id ON consumer_application (id);

CREATE TABLE consumer_decision (
    application_id text PRIMARY KEY,
    decision text NOT NULL CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
    applied_by text NOT NULL,
    decided_by text NOT NULL,
    decided_terminal text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((decision = 'withdrawn') = (decided_by = applied_by)) -- whoever enters never decides
);

-- A revocation ends all versions up to this one, whatever their days.
CREATE TABLE consumer_revocation (
    id text NOT NULL,
    version int NOT NULL,
    reason text NOT NULL,
    revoked_by text NOT NULL,
    revoked_terminal text NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, version)
);

-- Both as the messages tell them: approved versions, and applications that did not become one.
CREATE VIEW consumer_record AS
SELECT c.id, c.office, c.affair, c.legal_basis, array_to_string(c.items, ' ') AS items, c.uses_number, c.restrained_place,
       array_to_string(c.filter_states, ' ') AS filter_states, c.filter_age_under,
       to_char(c.filter_age_base, 'YYYY-MM-DD') AS filter_age_base, c.filter_household,
       array_to_string(c.filter_areas, ' ') AS filter_areas, to_char(c.valid_from, 'YYYY-MM-DD') AS valid_from,
       to_char(c.valid_to, 'YYYY-MM-DD') AS valid_to, c.version,
       CASE WHEN r.id IS NULL THEN 'approved' ELSE 'revoked' END AS state, c.application_id, a.applied_by,
       to_char(a.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS applied_time, d.decided_by,
       to_char(c.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS decided_time, a.digest, r.revoked_by,
       to_char(r.revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS revoked_time, r.reason
FROM consumer c
LEFT JOIN consumer_application a ON a.application_id = c.application_id
LEFT JOIN consumer_decision d ON d.application_id = c.application_id
LEFT JOIN LATERAL (SELECT * FROM consumer_revocation r WHERE r.id = c.id AND r.version >= c.version
                   ORDER BY r.version LIMIT 1) AS r ON true
UNION ALL
SELECT a.id, a.office, a.affair, a.legal_basis, array_to_string(a.items, ' '), a.uses_number, a.restrained_place,
       array_to_string(a.filter_states, ' '), a.filter_age_under, to_char(a.filter_age_base, 'YYYY-MM-DD'),
       a.filter_household, array_to_string(a.filter_areas, ' '), to_char(a.valid_from, 'YYYY-MM-DD'),
       to_char(a.valid_to, 'YYYY-MM-DD'), 0, coalesce(d.decision, 'applied'), a.application_id, a.applied_by,
       to_char(a.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), d.decided_by,
       to_char(d.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.digest, NULL, NULL, NULL
FROM consumer_application a
LEFT JOIN consumer_decision d ON d.application_id = a.application_id
WHERE d.decision IS DISTINCT FROM 'approved';

CREATE FUNCTION registry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER consumer_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON consumer
    FOR EACH STATEMENT EXECUTE FUNCTION registry_is_kept();
CREATE TRIGGER consumer_application_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON consumer_application
    FOR EACH STATEMENT EXECUTE FUNCTION registry_is_kept();
CREATE TRIGGER consumer_decision_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON consumer_decision
    FOR EACH STATEMENT EXECUTE FUNCTION registry_is_kept();
CREATE TRIGGER consumer_revocation_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON consumer_revocation
    FOR EACH STATEMENT EXECUTE FUNCTION registry_is_kept();

-- Whom a consumer with a filter was told of: who leaves the filter is told once as gone, who was never in it never.
CREATE TABLE consumer_scope (
    addressee_number text NOT NULL,
    consumer text NOT NULL,
    PRIMARY KEY (addressee_number, consumer)
);

-- Households in which somebody may have come into such a filter, or left it, by what became of somebody else of them.
CREATE TABLE household_due (
    household_number text PRIMARY KEY
);

-- Consumers that could not be told of a change because their keyring was missing: they get a snapshot when it is there.
CREATE TABLE consumer_missed (
    consumer text PRIMARY KEY,
    missed_at timestamptz NOT NULL DEFAULT now()
);

-- When a revocation took the event away before it was told.
ALTER TABLE feed_event ADD COLUMN dropped_at timestamptz;

-- The consumers that receive a feed on this day, each by its last version whose time has come. Whoever reads them holds a
-- lock that a revocation waits for, and reads behind it: what is told of a consumer is written before its revocation and
-- dropped with it, or not written at all.
CREATE FUNCTION consumers_on(today date) RETURNS SETOF consumer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(20261121, 3);
    RETURN QUERY
        SELECT c.* FROM consumer c
        WHERE c.version = (SELECT max(v.version) FROM consumer v WHERE v.id = c.id AND v.valid_from <= today)
          AND (c.valid_to IS NULL OR c.valid_to >= today)
          AND NOT EXISTS (SELECT FROM consumer_revocation r WHERE r.id = c.id AND r.version >= c.version)
        ORDER BY c.id;
END $$;

CREATE INDEX person_household ON person (household_number);
