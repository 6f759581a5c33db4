-- $1 topic, $2 key, $3 the number it had, $4 ce_id, $5 ce_type, $6 ce_time, $7 traceparent, $8 bytea payload
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
VALUES ($1, $2, $3::bigint, $4, $5, $6, $7, $8::bytea)
