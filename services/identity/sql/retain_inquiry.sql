-- 照会 to the prefecture and the national body that were answered. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT request_id FROM inquiry
    WHERE NOT open AND (coalesce(answered_at, asked_at) AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    DELETE FROM inquiry x USING due
    WHERE x.request_id = due.request_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
