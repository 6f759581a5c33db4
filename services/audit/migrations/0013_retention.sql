-- How long what stands in the log stays (services/audit/RETENTION.md): closed segments of it are archived outside, and
-- content that is over its time leaves the log when two have approved it. Index, day and action of the entry stay,
-- and so does its hash in the tree.

ALTER TABLE audit_log ALTER COLUMN record DROP NOT NULL; -- NULL: in the archive alone

-- What was archived: whole tiles, one segment behind the other, each with the digest of the one before.
CREATE TABLE archive_segment (
    number int PRIMARY KEY CHECK (number > 0),
    first bigint NOT NULL CHECK (first % 256 = 1),
    last bigint NOT NULL UNIQUE CHECK (last % 256 = 0 AND last > first),
    text text NOT NULL,    -- as it stands in the archive (common/merkle/segment.h)
    digest bytea NOT NULL, -- SHA-256 of it
    closed_by text NOT NULL,
    purpose text NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER archive_segment_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON archive_segment
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- What of a segment is to leave the log.
CREATE TABLE expiry (
    expiry_id uuid PRIMARY KEY,
    segment int NOT NULL,
    class text[] NOT NULL,    -- first words of actions; '' for every other
    last_day date[] NOT NULL, -- of each: acts of this day and before go
    archive boolean NOT NULL, -- out of the archive, too
    due bigint NOT NULL CHECK (due > 0),
    purpose text NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'approved', 'refused', 'done')),
    decided_by text,
    decided_at timestamptz,
    done_to bigint NOT NULL, -- entries up to this one were looked at
    expired bigint NOT NULL DEFAULT 0,
    CHECK ((state = 'asked') = (decided_by IS NULL)),
    CHECK (decided_by <> entered_by)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX expiry_open ON expiry (segment) WHERE state IN ('asked', 'approved');
CREATE INDEX expiry_approved ON expiry (decided_at) WHERE state = 'approved';
CREATE INDEX expiry_settled ON expiry (segment) WHERE state IN ('approved', 'done');
CREATE INDEX expiry_entered ON expiry (segment, entered_at);

-- What was asked for stays as it was asked, and is decided once; only an approved one goes on.
CREATE FUNCTION expiry_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE'
        OR (OLD.state, NEW.state) NOT IN (('asked', 'approved'), ('asked', 'refused'), ('approved', 'approved'), ('approved', 'done'))
        OR (OLD.state = 'approved' AND (NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.decided_by, OLD.decided_at))
        OR (OLD.state = 'asked' AND NEW.done_to <> OLD.done_to) OR NEW.done_to < OLD.done_to
        OR to_jsonb(NEW) - '{state,decided_by,decided_at,done_to,expired}'::text[]
            <> to_jsonb(OLD) - '{state,decided_by,decided_at,done_to,expired}'::text[] THEN
        RAISE EXCEPTION 'an expiry can only be decided, once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER expiry_is_decided_once BEFORE UPDATE OR DELETE ON expiry
    FOR EACH ROW EXECUTE FUNCTION expiry_is_decided_once();
CREATE TRIGGER expiry_is_kept BEFORE TRUNCATE ON expiry FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- The last day of the class to which an action belongs.
CREATE FUNCTION last_day_of(action text, class text[], last_day date[]) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(last_day[array_position(class, split_part(action, '.', 1))], last_day[array_position(class, '')])
$$;
CREATE FUNCTION is_over(action text, recorded_at timestamptz, class text[], last_day date[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT (recorded_at AT TIME ZONE 'Asia/Tokyo')::date <= last_day_of(action, class, last_day)
$$;

-- The one exception from "can only be appended to": content, with what people look it up by, goes from an entry of an
-- archived segment whose expiry two have approved, when its day is over. Everything else of the row stays.
CREATE FUNCTION entry_only_expires() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.record IS NOT NULL AND num_nonnulls(NEW.record, NEW.subject, NEW.operator_id, NEW.change_id) = 0
        AND to_jsonb(NEW) - '{record,subject,operator_id,change_id}'::text[]
            = to_jsonb(OLD) - '{record,subject,operator_id,change_id}'::text[]
        AND EXISTS (SELECT FROM archive_segment s JOIN expiry e ON e.segment = s.number AND e.state = 'approved'
            WHERE OLD.index BETWEEN s.first AND s.last AND is_over(OLD.action, OLD.recorded_at, e.class, e.last_day)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log can only be appended to' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER audit_log_is_final ON audit_log;
CREATE TRIGGER audit_log_is_final BEFORE DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
CREATE TRIGGER entry_only_expires BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION entry_only_expires();

-- Goes on with the oldest approved expiry by so many entries. Another's is left to him.
CREATE FUNCTION expire_entries(most int) RETURNS TABLE (expiry_id uuid, segment int, expired bigint, done boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE
    one expiry;
    until bigint;
    stop bigint;
    gone bigint;
BEGIN
    SELECT * INTO one FROM expiry WHERE state = 'approved' ORDER BY decided_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT last INTO STRICT until FROM archive_segment WHERE number = one.segment;
    stop := least(one.done_to + most, until);
    UPDATE audit_log SET record = NULL, subject = NULL, operator_id = NULL, change_id = NULL
    WHERE index > one.done_to AND index <= stop AND record IS NOT NULL
        AND is_over(action, recorded_at, one.class, one.last_day);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN QUERY UPDATE expiry e SET done_to = stop, expired = e.expired + gone,
        state = CASE WHEN stop = until THEN 'done' ELSE 'approved' END
    WHERE e.expiry_id = one.expiry_id RETURNING e.expiry_id, e.segment, e.expired, e.state = 'done';
END
$$;

REVOKE EXECUTE ON FUNCTION expire_entries FROM PUBLIC;

-- "class=YYYY-MM-DD" of each class, with a blank between.
CREATE FUNCTION expiry_days(class text[], last_day date[]) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(name || '=' || to_char(day, 'YYYY-MM-DD'), ' ') FROM unnest(class, last_day) AS c (name, day)
$$;

-- Segments with their last expiry.
CREATE VIEW segment_state AS
SELECT s.number, s.first, s.last, encode(s.digest, 'hex') AS digest, s.closed_by,
    to_char(s.closed_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS') AS closed_at,
    e.expiry_id, e.state, e.entered_by, e.decided_by, e.due, e.expired, e.archive, expiry_days(e.class, e.last_day) AS days
FROM archive_segment s
LEFT JOIN LATERAL (SELECT * FROM expiry WHERE segment = s.number ORDER BY entered_at DESC LIMIT 1) e ON true;

-- In which segment of the archive an entry stands that may be without its content here; 0: it may not.
CREATE FUNCTION expired_in(entry bigint, action text, recorded_at timestamptz) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(s.number), 0)
    FROM archive_segment s JOIN expiry e ON e.segment = s.number AND e.state IN ('approved', 'done')
    WHERE entry BETWEEN s.first AND s.last AND is_over(action, recorded_at, e.class, e.last_day)
$$;

CREATE VIEW auditor.segment AS
SELECT number, first, last, digest, closed_at, state AS expiry, expired FROM segment_state;
COMMENT ON VIEW auditor.segment IS 'segments of the log that are archived; acts that are over their time show no content in auditor.act and stand there';
COMMENT ON COLUMN auditor.segment.first IS 'entry';
COMMENT ON COLUMN auditor.segment.digest IS 'SHA-256 of its description, hexadecimal';
COMMENT ON COLUMN auditor.segment.expiry IS 'how its last expiry stands: asked, approved, refused, done; NULL: none';
COMMENT ON COLUMN auditor.segment.expired IS 'entries whose content left the log by it';
