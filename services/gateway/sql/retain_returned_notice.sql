-- お知らせ that were never sent: they wait no longer, or were sent back. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT notice_id FROM notice
    WHERE state <> 'sent' AND entered_on <= $1::date
    LIMIT $2::bigint
), persons AS (
    DELETE FROM notice_delivery d USING due
    WHERE d.notice_id = due.notice_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), gone AS (
    DELETE FROM notice x USING due
    WHERE x.notice_id = due.notice_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
