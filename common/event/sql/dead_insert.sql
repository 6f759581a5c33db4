-- $1 source, $2 id, $3 topic, $4 code; then the outbox row, published once however often it comes again:
-- $5 topic, $6 key (a part of it is enough here), $7 ce_id, $8 ce_type, $9 ce_time, $10 traceparent, $11 payload; $12 offset of the record,
-- $13 its number within the key
WITH dead AS (
    INSERT INTO dead_letter (source, id, topic, key, code, at_offset, sequence)
    VALUES ($1, $2, $3, left($6, 256), $4, $12::bigint, $13::bigint)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT $5, $6, 0, $7, $8, $9, $10, $11::bytea FROM dead
