-- When a checkpoint was there at the latest, as an authority outside says (RFC 3161).

CREATE TABLE time_stamp (
    size bigint PRIMARY KEY,
    note text NOT NULL,    -- the bytes that were stamped
    answer bytea NOT NULL, -- the TimeStampResp
    said_at timestamptz NOT NULL
);
CREATE TRIGGER time_stamp_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON time_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
