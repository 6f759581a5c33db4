-- 権限付与 that ended by the last day. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT grant_id FROM staff_grant WHERE ends_on <= $1::date LIMIT $2::bigint
), gone AS (
    DELETE FROM staff_grant g USING due
    WHERE g.grant_id = due.grant_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
