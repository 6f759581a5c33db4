-- Acts on cards that were answered. $1 last day, $2 how many at most,
-- $3 erasure_id, or '' to count
WITH due AS (
    SELECT act_id FROM card_act
    WHERE answered_at IS NOT NULL AND (answered_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    DELETE FROM card_act x USING due
    WHERE x.act_id = due.act_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
