-- $1 topic, $2 key, $3 sequence, $4 id, $5 source, $6 type, $7 time, $8 traceparent, $9 payload, $10 signature
INSERT INTO parked (topic, key, sequence, ce_id, ce_source, ce_type, ce_time, traceparent, payload, signature)
VALUES ($1, $2, $3::bigint, $4, $5, $6, $7, $8, $9::bytea, $10::bytea)
ON CONFLICT DO NOTHING
