-- Requests that ended by the last day. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT kind, approval_id FROM approval WHERE valid_until <= $1::date LIMIT $2::bigint
), gone AS (
    DELETE FROM approval a USING due
    WHERE a.kind = due.kind AND a.approval_id = due.approval_id
      AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
