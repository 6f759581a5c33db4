-- The audit log: appended to, numbered without gaps, each entry hashed with the one before (common/event/chain.h).

CREATE TABLE audit_log (
    index bigint PRIMARY KEY CHECK (index > 0),
    record bytea NOT NULL, -- juki.audit.v1.AuditRecord, the bytes that were hashed
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    -- copies out of record, for questions
    record_id uuid NOT NULL UNIQUE,
    recorded_at timestamptz NOT NULL,
    action text NOT NULL,
    change_id text
);
CREATE INDEX audit_log_change ON audit_log (change_id, index) WHERE change_id IS NOT NULL;

CREATE FUNCTION audit_log_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log can only be appended to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- The last entry. Its row lock is what keeps two instances from numbering at the same time.
CREATE TABLE chain_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    index bigint NOT NULL,
    hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO chain_head (index, hash) VALUES (0, decode(repeat('00', 32), 'hex'));
