-- Parameters as outbox_insert. The number is taken under the key's row lock, and the outbox id after it,
-- so that ids of one key follow commit order.
WITH stream AS (
    INSERT INTO outbox_stream (topic, key, last) VALUES ($1, $2, 1)
    ON CONFLICT (topic, key) DO UPDATE SET last = outbox_stream.last + 1
    RETURNING last
)
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT $1, $2, stream.last, $3, $4, $5, $6, $7::bytea FROM stream
