-- $1 limit of rows, $2 limit of bytes (one row may pass it). The oldest rows whose transactions lie below the fence:
-- the relay stops at the first that does not, since a row behind it may belong to the same key. The last column
-- tells whether there is such a row; it comes with a null id when there is nothing else.
WITH oldest AS MATERIALIZED (
    SELECT id, xid < pg_snapshot_xmin(pg_current_snapshot()) AS below, octet_length(payload) AS bytes
    FROM outbox ORDER BY id LIMIT $1::int
), counted AS (
    SELECT id, bool_and(below) OVER before AS below, sum(bytes) OVER before - bytes AS bytes_before
    FROM oldest WINDOW before AS (ORDER BY id ROWS UNBOUNDED PRECEDING)
), edge AS MATERIALIZED (
    SELECT max(id) FILTER (WHERE below AND bytes_before < $2::bigint) AS last, bool_or(NOT below) AS fenced FROM counted
)
SELECT o.id, o.topic, o.key, o.sequence, o.ce_id, o.ce_type, o.ce_time, o.traceparent, o.payload, edge.fenced
FROM edge LEFT JOIN outbox o ON o.id <= edge.last
ORDER BY o.id
