-- Requests for 符号 that another one followed: a result of theirs is too late, and then one of nothing. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT request_id FROM subject_code_request
    WHERE (requested_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
      AND NOT EXISTS (SELECT FROM subject_code s WHERE s.request_id = subject_code_request.request_id)
    LIMIT $2::bigint
), gone AS (
    DELETE FROM subject_code_request x USING due
    WHERE x.request_id = due.request_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
