-- What was entered of a change that has been registered: what came of it stays, in the records of its persons. $1 last day,
-- $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT c.change_id FROM change c
    WHERE c.status = 2 AND c.entry <> '' AND (c.reviewed_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
    LIMIT $2::bigint
), gone AS (
    UPDATE change x SET entry = '' FROM due d
    WHERE x.change_id = d.change_id AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
