-- Requests to the national body for numbers that were answered or withdrawn. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT request_id FROM number_request
    WHERE state IN ('answered', 'withdrawn') AND (answered_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    DELETE FROM number_request x USING due
    WHERE x.request_id = due.request_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
