-- 名簿: who may work with the system (services/audit/roster.h). The one that was loaded last counts; those before it stay.
CREATE TABLE roster (
    roster_id uuid PRIMARY KEY,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    loaded_by text NOT NULL,
    digest text NOT NULL, -- SHA-256 of the file
    lines int NOT NULL
);
CREATE INDEX roster_last ON roster (loaded_at);

CREATE TABLE roster_line (
    roster_id uuid NOT NULL,
    line int NOT NULL, -- of the file
    operator_id text NOT NULL,
    department text, -- NULL: any
    affair text, -- NULL: any
    valid_from date NOT NULL,
    valid_to date, -- the last day; NULL: open
    PRIMARY KEY (roster_id, operator_id, line)
);

CREATE TRIGGER roster_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON roster
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
CREATE TRIGGER roster_line_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON roster_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();

-- Roles that come to a database are no operators; and for which affair an act was.
CREATE OR REPLACE VIEW staff_act AS
SELECT index, recorded_at, service, action, operator_id, subject, change_id,
    record_text(record_field(record, 4), 2) AS terminal_id, record_text(record_field(record, 4), 3) AS office,
    record_text(record, 11) AS detail, record_text(record, 13) AS affair
FROM audit_log
WHERE operator_id IS NOT NULL AND operator_id NOT LIKE 'link:%' AND action NOT LIKE 'database.%'
  AND action NOT IN ('notice.sent', 'delivery.received', 'transport.refused', 'staff.refused');
