-- Dead letters that were replayed and applied. $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT source, id FROM dead_letter
    WHERE resolved_at IS NOT NULL AND (resolved_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date LIMIT $2::bigint
), gone AS (
    DELETE FROM dead_letter d USING due
    WHERE d.source = due.source AND d.id = due.id
      AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
