-- rows
-- $1 topic, $2 key, $3 ce_id, $4 ce_type, $5 ce_time, $6 traceparent, $7 payload
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT topic, key, 0, ce_id, ce_type, ce_time, traceparent, payload
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
     WITH ORDINALITY AS event (topic, key, ce_id, ce_type, ce_time, traceparent, payload, n)
ORDER BY n
