-- 名簿 that another one followed by the last day. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT r.roster_id FROM roster r
    WHERE EXISTS (SELECT FROM roster n WHERE n.loaded_at > r.loaded_at
                  AND (n.loaded_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date)
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), lines AS (
    DELETE FROM roster_line x USING taken t WHERE x.roster_id = t.roster_id
), gone AS (
    DELETE FROM roster x USING taken t WHERE x.roster_id = t.roster_id
)
SELECT count(*) FROM due
