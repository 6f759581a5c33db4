-- $1 limit. The oldest rows, up to the first one whose transaction is not yet below the fence: a row
-- behind that one may belong to the same key.
WITH oldest AS MATERIALIZED (
    SELECT o.*, o.xid < pg_snapshot_xmin(pg_current_snapshot()) AS fenced
    FROM outbox o ORDER BY o.id LIMIT $1::int
)
SELECT id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload
FROM oldest
WHERE id < coalesce((SELECT min(id) FROM oldest WHERE NOT fenced), 9223372036854775807)
ORDER BY id
