-- $1 limit of rows, $2 limit of bytes (one row may pass it). The oldest rows, each with whether its transaction
-- lies below the fence: the relay stops at the first that does not, since a row behind it may belong to the
-- same key.
SELECT id, topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload,
       xid < pg_snapshot_xmin(pg_current_snapshot())
FROM (
    SELECT o.*, sum(octet_length(o.payload)) OVER (ORDER BY o.id ROWS UNBOUNDED PRECEDING)
                - octet_length(o.payload) AS bytes_before
    FROM (SELECT * FROM outbox ORDER BY id LIMIT $1::int) o
) oldest
WHERE bytes_before < $2::bigint
ORDER BY id
