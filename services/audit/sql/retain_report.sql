-- Reports about the trail. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT report_id FROM report
    WHERE made_at IS NOT NULL AND (made_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    DELETE FROM report x USING due
    WHERE x.report_id = due.report_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
