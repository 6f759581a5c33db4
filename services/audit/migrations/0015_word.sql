-- What a staff token says of the operator's 所属, and 根拠法令, behind the columns that auditors know.
CREATE OR REPLACE VIEW auditor.act AS
SELECT l.index, l.recorded_at, l.service, l.action, l.operator_id,
    record_text(record_field(l.record, 4), 2) AS terminal_id, record_text(record_field(l.record, 4), 3) AS office,
    record_text(l.record, 13) AS affair, record_text(l.record, 14) AS purpose, l.subject, l.change_id,
    record_text(l.record, 8) AS event_id, record_text(l.record, 10) AS refused_code,
    record_text(l.record, 11) AS detail, record_text(l.record, 12) AS trace, l.record_id,
    record_text(l.record, 15) AS department, record_text(l.record, 16) AS legal_basis
FROM audit_log l;
COMMENT ON COLUMN auditor.act.office IS 'department of the operator, as the terminal says';
COMMENT ON COLUMN auditor.act.department IS 'and as his token says';
COMMENT ON COLUMN auditor.act.legal_basis IS '根拠法令 of what was told to others';

CREATE OR REPLACE VIEW auditor.inquiry AS
SELECT * FROM auditor.act WHERE split_part(action, '.', 1) IN ('inquiry', 'provision', 'self');

CREATE OR REPLACE VIEW auditor.protected_look AS
SELECT p.since, a.*
FROM (SELECT subject, min(recorded_at) AS since FROM audit_log
      WHERE action IN ('restraint.set', 'restraint.joined', 'restraint.known_as') GROUP BY subject) p
JOIN auditor.act a ON a.subject = p.subject AND a.recorded_at > p.since
WHERE a.operator_id IS NOT NULL AND split_part(a.action, '.', 1) <> 'restraint';
