-- What an operator does about a person is not told to the person until a day; see services/audit/README.md.
CREATE TABLE history_hold (
    hold_id uuid PRIMARY KEY,
    subject text[] NOT NULL,
    operator_id text NOT NULL, -- whose acts are held back
    until date NOT NULL,
    purpose text NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused')),
    decided_by text,
    decided_at timestamptz,
    CHECK ((state = 'asked') = (decided_by IS NULL)),
    CHECK (decided_by <> entered_by)
);
CREATE INDEX history_hold_subject ON history_hold USING gin (subject);
CREATE INDEX history_hold_entered ON history_hold (entered_at);

-- A decision is final, and what was asked for stays as it was asked.
CREATE FUNCTION history_hold_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.state <> 'asked' OR (NEW.hold_id, NEW.subject, NEW.operator_id, NEW.until, NEW.purpose,
        NEW.entered_by, NEW.entered_at) IS DISTINCT FROM (OLD.hold_id, OLD.subject, OLD.operator_id, OLD.until,
        OLD.purpose, OLD.entered_by, OLD.entered_at) THEN
        RAISE EXCEPTION 'a hold can only be decided, once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER history_hold_is_decided_once BEFORE UPDATE OR DELETE ON history_hold
    FOR EACH ROW EXECUTE FUNCTION history_hold_is_decided_once();
CREATE TRIGGER history_hold_is_kept BEFORE TRUNCATE ON history_hold
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
