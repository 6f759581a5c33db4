-- What the questions of auditors and residents look up: whose an act is, who did it, and how many there were.

-- One text or message out of a protobuf message by its field number; NULL: it is not in there.
CREATE FUNCTION record_field(record bytea, wanted int) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
    at int := 0;
    octet int;
    shift int;
    value bigint;
    tag bigint;
BEGIN
    WHILE at < octet_length(record) LOOP
        tag := NULL;
        LOOP -- a tag, and what follows it: a number, or a length
            value := 0;
            shift := 0;
            LOOP
                octet := get_byte(record, at);
                at := at + 1;
                value := value | ((octet & 127)::bigint << shift);
                shift := shift + 7;
                EXIT WHEN octet < 128;
            END LOOP;
            EXIT WHEN tag IS NOT NULL;
            tag := value;
        END LOOP;
        IF tag & 7 = 2 THEN
            IF tag >> 3 = wanted THEN
                RETURN substr(record, at + 1, value::int);
            END IF;
            at := at + value::int;
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE FUNCTION record_text(record bytea, wanted int) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT nullif(convert_from(record_field(record, wanted), 'UTF8'), '')
$$;

ALTER TABLE audit_log ADD COLUMN service text;
ALTER TABLE audit_log ADD COLUMN operator_id text;
ALTER TABLE audit_log ADD COLUMN subject text;

-- What is in the log already: copies out of the record, the record itself stays.
ALTER TABLE audit_log DISABLE TRIGGER audit_log_is_final;
UPDATE audit_log SET service = record_text(record, 3), operator_id = record_text(record_field(record, 4), 1),
    subject = record_text(record, 6);
ALTER TABLE audit_log ENABLE TRIGGER audit_log_is_final;
ALTER TABLE audit_log ALTER COLUMN service SET NOT NULL;

-- The subject alone: persons come in any order, and equal keys share their room.
CREATE INDEX audit_log_subject ON audit_log (subject) WHERE subject IS NOT NULL;
CREATE INDEX audit_log_operator ON audit_log (operator_id, recorded_at, index) WHERE operator_id IS NOT NULL;
CREATE INDEX audit_log_inquiry ON audit_log (recorded_at, index)
    WHERE split_part(action, '.', 1) IN ('inquiry', 'provision', 'self');
CREATE INDEX audit_log_protected ON audit_log (subject, recorded_at)
    WHERE action IN ('restraint.set', 'restraint.joined', 'restraint.known_as');

-- Counted in the transaction that appends, so that the sum is the index of the last entry.
CREATE TABLE act_count (
    day date NOT NULL, -- in Japan
    service text NOT NULL,
    action text NOT NULL,
    refused boolean NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, service, action, refused)
) WITH (fillfactor = 50);
INSERT INTO act_count
SELECT (recorded_at AT TIME ZONE 'Asia/Tokyo')::date, service, action, record_text(record, 10) IS NOT NULL, count(*)
FROM audit_log GROUP BY 1, 2, 3, 4;

-- What auditors may read in SQL (deploy/postgres/auditor.sql gives them the right): these views and nothing else.
CREATE SCHEMA auditor;

CREATE VIEW auditor.act AS
SELECT l.index, l.recorded_at, l.service, l.action, l.operator_id,
    record_text(record_field(l.record, 4), 2) AS terminal_id, record_text(record_field(l.record, 4), 3) AS office,
    record_text(l.record, 13) AS affair, record_text(l.record, 14) AS purpose, l.subject, l.change_id,
    record_text(l.record, 8) AS event_id, record_text(l.record, 10) AS refused_code,
    record_text(l.record, 11) AS detail, record_text(l.record, 12) AS trace, l.record_id
FROM audit_log l;
COMMENT ON VIEW auditor.act IS 'every act; look up by subject, operator_id, change_id or index';
COMMENT ON COLUMN auditor.act.index IS 'number in the log, from 1 without gaps';
COMMENT ON COLUMN auditor.act.recorded_at IS 'when it was done';
COMMENT ON COLUMN auditor.act.service IS 'which service did it';
COMMENT ON COLUMN auditor.act.action IS 'what was done';
COMMENT ON COLUMN auditor.act.operator_id IS '操作者ID; NULL: the service itself';
COMMENT ON COLUMN auditor.act.terminal_id IS '操作端末ID, or the address of a refused connection';
COMMENT ON COLUMN auditor.act.office IS 'department of the operator';
COMMENT ON COLUMN auditor.act.affair IS '事務 of the operator';
COMMENT ON COLUMN auditor.act.purpose IS 'what for, as the operator gave it';
COMMENT ON COLUMN auditor.act.subject IS 'whose: keyed hash, told by jukictl audit subjects';
COMMENT ON COLUMN auditor.act.change_id IS '異動';
COMMENT ON COLUMN auditor.act.event_id IS 'ce_id of the message that it was about';
COMMENT ON COLUMN auditor.act.refused_code IS 'why it was refused; NULL: it was done';
COMMENT ON COLUMN auditor.act.detail IS 'item, or the other side';
COMMENT ON COLUMN auditor.act.trace IS 'W3C trace';
COMMENT ON COLUMN auditor.act.record_id IS 'UUID of the record';

CREATE VIEW auditor.inquiry AS
SELECT * FROM auditor.act WHERE split_part(action, '.', 1) IN ('inquiry', 'provision', 'self');
COMMENT ON VIEW auditor.inquiry IS '情報照会, 情報提供 and 自己情報提供; look up by recorded_at';

CREATE VIEW auditor.protected_look AS
SELECT p.since, a.*
FROM (SELECT subject, min(recorded_at) AS since FROM audit_log WHERE action IN ('restraint.set', 'restraint.joined', 'restraint.known_as')
    GROUP BY subject) p
JOIN auditor.act a ON a.subject = p.subject AND a.recorded_at > p.since
WHERE a.operator_id IS NOT NULL AND split_part(a.action, '.', 1) <> 'restraint';
COMMENT ON VIEW auditor.protected_look IS 'acts of operators about persons under 支援措置 or another 抑止, since it was set';
COMMENT ON COLUMN auditor.protected_look.since IS 'when the first 抑止 of the person was set';

CREATE VIEW auditor.count AS SELECT day, service, action, refused, count FROM act_count;
COMMENT ON VIEW auditor.count IS 'acts by day; the sum of count is the index of the last entry';
COMMENT ON COLUMN auditor.count.day IS 'in Japan';
