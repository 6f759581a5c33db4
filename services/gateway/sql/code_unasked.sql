-- rows
-- $1 団体内統合宛名番号 of whom nothing can be asked, $2 why
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[]) AS t (integrated_number, reason)
), marked AS (
    UPDATE integrated i SET code_asked = true FROM asked a WHERE i.integrated_number = a.integrated_number
)
INSERT INTO subject_code AS s (integrated_number, state, request_id, reason)
SELECT integrated_number, 'failed', '', reason FROM asked
ON CONFLICT (integrated_number) DO UPDATE
SET state = 'failed', request_id = '', code = NULL, code_index = NULL, reason = excluded.reason, changed_at = now()
