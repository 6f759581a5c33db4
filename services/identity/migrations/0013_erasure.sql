-- 消去 after 150 years (seed 002 R-72): rows of record go by a running erasure of their class, and by nothing else.
DROP TRIGGER record_is_history ON record;
CREATE TRIGGER record_is_history BEFORE UPDATE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_history();
CREATE TRIGGER record_is_erased AFTER DELETE ON record REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION erasure_only('removed_record');
