-- binary
-- $1 limit of rows, $2 limit of bytes (one row may pass it). The oldest rows whose transactions lie below the fence:
-- the relay stops at the first that does not, since a row behind it may belong to the same key. The last column is
-- that row's transaction, or null; it comes with a null id when there is nothing else.
WITH fenced AS MATERIALIZED (
    SELECT id, xid FROM (SELECT id, xid FROM outbox ORDER BY id LIMIT $1::int) AS oldest
    WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())
    LIMIT 1
), below AS (
    SELECT o.*, sum(octet_length(payload)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octet_length(payload) AS bytes_before
    FROM outbox o
    WHERE id < coalesce((SELECT id FROM fenced), 9223372036854775807)
    ORDER BY id LIMIT $1::int
)
SELECT o.id::text, o.topic, o.key, o.sequence::text, o.ce_id, o.ce_type, o.ce_time, o.traceparent, o.payload, one.fenced::text
FROM (SELECT (SELECT xid FROM fenced) AS fenced) AS one
LEFT JOIN (SELECT * FROM below WHERE bytes_before < $2::bigint) AS o ON true
ORDER BY o.id
