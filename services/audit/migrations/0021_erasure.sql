-- Reports and 名簿 go when their time is over, by a running erasure of their class and by nothing else
-- (common/retention/retention.csv); and the decisions of the common approvals are decisions, too.
DROP TRIGGER report_is_made_once ON report;
CREATE TRIGGER report_is_made_once BEFORE UPDATE ON report FOR EACH ROW EXECUTE FUNCTION report_is_made_once();
CREATE TRIGGER report_is_erased AFTER DELETE ON report REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION erasure_only('report');
DROP TRIGGER roster_is_final ON roster;
CREATE TRIGGER roster_is_final BEFORE UPDATE OR TRUNCATE ON roster
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
CREATE TRIGGER roster_is_erased AFTER DELETE ON roster REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION erasure_only('roster');
DROP TRIGGER roster_line_is_final ON roster_line;
CREATE TRIGGER roster_line_is_final BEFORE UPDATE OR TRUNCATE ON roster_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_final();
CREATE TRIGGER roster_line_is_erased AFTER DELETE ON roster_line REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION erasure_only('roster');
INSERT INTO approval_action VALUES ('approval.approved', 'approved'), ('approval.refused', 'refused');
