-- Notices to 戸籍 and 出入国在留管理庁 that were received. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT event_id FROM link_notice
    WHERE acknowledged_at IS NOT NULL AND (acknowledged_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    DELETE FROM link_notice x USING due
    WHERE x.event_id = due.event_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
