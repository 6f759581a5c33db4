-- An event that went out before goes out once more, under its own id and number: $1 topic, $2 key, $3 ce_id, $4 ce_type,
-- $5 ce_time, $6 traceparent, $7 payload, $8 sequence
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
VALUES ($1, $2, $8::bigint, $3, $4, $5, $6, $7::bytea)
