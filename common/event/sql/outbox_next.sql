-- $1 limit of rows, $2 limit of bytes (one row may pass it). The oldest rows, up to the first one whose
-- transaction is not yet below the fence: a row behind that one may belong to the same key.
WITH oldest AS MATERIALIZED (
    SELECT o.*, o.xid < pg_snapshot_xmin(pg_current_snapshot()) AS fenced,
           sum(octet_length(o.payload)) OVER (ORDER BY o.id) - octet_length(o.payload) AS bytes_before
    FROM (SELECT * FROM outbox ORDER BY id LIMIT $1::int) o
)
SELECT id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload
FROM oldest
WHERE id < coalesce((SELECT min(id) FROM oldest WHERE NOT fenced), 9223372036854775807)
  AND bytes_before < $2::bigint
ORDER BY id
