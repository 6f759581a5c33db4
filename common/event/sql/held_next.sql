-- binary
-- $1 topic, $2 limit of rows, $3 limit of bytes (one row may pass it): the oldest of those that wait. Columns as
-- outbox_next. What is here was below the fence when it came.
SELECT id::text, topic, key, sequence::text, ce_id, ce_type, ce_time, traceparent, payload
FROM (
    SELECT h.*, sum(octet_length(payload)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octet_length(payload) AS bytes_before
    FROM (SELECT * FROM outbox_held WHERE topic = $1 ORDER BY id LIMIT $2::int) AS h
) AS first
WHERE bytes_before < $3::bigint
ORDER BY first.id
