-- Entries that were sent back, refused, withdrawn or corrected, and never became 本登録. $1 last day, $2 how many at most, $3 erasure_id, or ''
-- to count
WITH due AS (
    SELECT c.change_id FROM change c
    WHERE c.status IN (3, 4, 5, 6) AND (coalesce(c.reviewed_at, c.entered_at) AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
      AND NOT EXISTS (SELECT FROM change_lock l WHERE l.change_id = c.change_id)
      AND NOT EXISTS (SELECT FROM person_record r WHERE r.change_id = c.change_id)
    LIMIT $2::bigint
), taken AS (
    SELECT * FROM due WHERE EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
), a AS (DELETE FROM change_person x USING taken t WHERE x.change_id = t.change_id
), b AS (DELETE FROM change_review x USING taken t WHERE x.change_id = t.change_id
), c AS (DELETE FROM change x USING taken t WHERE x.change_id = t.change_id
)
SELECT count(*) FROM due
