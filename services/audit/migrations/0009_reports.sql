-- Reports about the trail (REPORTS.md): what is to be made, and what was made.
CREATE TABLE report (
    report_id uuid PRIMARY KEY,
    name text NOT NULL,
    begins timestamp NOT NULL, -- in Japan
    ends timestamp NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    asked_by text, -- NULL: by schedule, and so are those that follow
    terminal_id text,
    office text,
    request_id text,
    made_at timestamptz,
    content bytea, -- juki.audit.v1.Report; NULL when it could not be made
    digest bytea,  -- SHA-256 of it
    found bigint,
    code text, -- why it could not be made
    CHECK ((asked_by IS NULL) = (request_id IS NULL)),
    CHECK (made_at IS NULL OR (content IS NULL) <> (code IS NULL)),
    CHECK ((content IS NULL) = (digest IS NULL) AND (content IS NULL) = (found IS NULL))
);
-- Each once, however many instances look.
CREATE UNIQUE INDEX report_once ON report (name, begins) WHERE asked_by IS NULL;
CREATE INDEX report_wanted ON report (asked_at) WHERE made_at IS NULL;
CREATE INDEX report_list ON report (begins, asked_at);

CREATE FUNCTION report_is_made_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.made_at IS NOT NULL THEN
        RAISE EXCEPTION 'a report is made once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER report_is_made_once BEFORE UPDATE OR DELETE ON report
    FOR EACH ROW EXECUTE FUNCTION report_is_made_once();
CREATE TRIGGER report_is_kept BEFORE TRUNCATE ON report
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- A day of acts is found by it; it costs appending next to nothing, since acts come about in the order of time.
CREATE INDEX audit_log_time ON audit_log USING brin (recorded_at) WITH (autosummarize = on);

CREATE FUNCTION japan_text(moment timestamptz) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    SELECT to_char(moment AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS')
$$;

-- What operators did by themselves. Not what follows later from what they entered, nor what other bodies do or somebody
-- only says he is.
CREATE VIEW staff_act AS
SELECT index, recorded_at, service, action, operator_id, subject, change_id,
    record_text(record_field(record, 4), 2) AS terminal_id, record_text(record_field(record, 4), 3) AS office,
    record_text(record, 11) AS detail
FROM audit_log
WHERE operator_id IS NOT NULL AND operator_id NOT LIKE 'link:%'
  AND action NOT IN ('notice.sent', 'delivery.received', 'transport.refused', 'staff.refused');

-- Whether an act only looks, and changes, issues and asks nobody for anything.
CREATE FUNCTION is_read(action text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT split_part(action, '.', 2) IN ('show', 'shown', 'found', 'search', 'history', 'as_of', 'card', 'status', 'subjects',
                                          'person')
$$;
