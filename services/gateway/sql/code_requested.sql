-- rows
-- $1 団体内統合宛名番号, $2 request_id: an earlier 符号 goes
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::text[]) AS t (integrated_number, request_id)
), marked AS (
    UPDATE integrated i SET code_asked = true FROM asked a
    WHERE i.integrated_number = a.integrated_number AND NOT i.code_asked
), kept AS (
    INSERT INTO subject_code_request (request_id, integrated_number) SELECT request_id, integrated_number FROM asked
)
INSERT INTO subject_code AS s (integrated_number, state, request_id)
SELECT integrated_number, 'requested', request_id FROM asked
ON CONFLICT (integrated_number) DO UPDATE
SET state = 'requested', request_id = excluded.request_id, code = NULL, code_index = NULL, reason = NULL,
    changed_at = now()
