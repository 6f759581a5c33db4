-- Whom a consumer was told of that is no more: its last version is over, by its last day or a revocation. $1 last day,
-- $2 how many at most, $3 erasure_id, or '' to count
WITH due AS (
    SELECT s.addressee_number, s.consumer FROM consumer_scope s
    WHERE s.consumer IN (
        SELECT c.id FROM (SELECT DISTINCT ON (id) id, version, valid_to FROM consumer ORDER BY id, version DESC) c
        WHERE c.valid_to <= $1::date
           OR EXISTS (SELECT FROM consumer_revocation r
                      WHERE r.id = c.id AND r.version >= c.version
                        AND (r.revoked_at AT TIME ZONE 'Asia/Tokyo')::date <= $1::date))
    LIMIT $2::bigint
), gone AS (
    DELETE FROM consumer_scope x USING due
    WHERE x.addressee_number = due.addressee_number AND x.consumer = due.consumer
      AND EXISTS (SELECT FROM erasure WHERE erasure_id = $3 AND state = 'running')
)
SELECT count(*) FROM due
