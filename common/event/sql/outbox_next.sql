-- binary
-- $1 limit of rows, $2 limit of bytes (one row may pass it). The oldest rows, up to the first whose transaction does not lie
-- below the fence: there the relay stops, since a row behind it may belong to the same key. Of that row the last column is
-- its transaction, of the others null.
SELECT id::text, topic, key, sequence::text, ce_id, ce_type, ce_time, traceparent, payload, CASE WHEN fenced THEN xid::text END
FROM (
    SELECT o.*, sum(octet_length(payload)) OVER before AS bytes_before, bool_or(fenced) OVER before AS behind
    FROM (SELECT *, xid >= (SELECT pg_snapshot_xmin(pg_current_snapshot())) AS fenced
          FROM outbox ORDER BY id LIMIT $1::int) AS o
    WINDOW before AS (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS o
WHERE coalesce(bytes_before, 0) < $2::bigint AND behind IS NOT TRUE
ORDER BY o.id
