-- 失効 of what is no more by itself: tokens, and grants and registrations that are gone. Those of persons, keys and terminals
-- count for good, since an 操作者ID is never used again (seed 003 REQ-24). $1 last day, $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT kind, value FROM staff_revocation r
    WHERE (known_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date
      AND (kind = 'token' OR kind = 'grant' AND NOT EXISTS (SELECT FROM staff_grant g WHERE g.grant_id = r.value)
           AND NOT EXISTS (SELECT FROM staff_terminal t WHERE t.registration_id = r.value))
    LIMIT $2::bigint
), gone AS (
    DELETE FROM staff_revocation r USING due
    WHERE r.kind = due.kind AND r.value = due.value
      AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
