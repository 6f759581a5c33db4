-- rows
-- $1 topic, $2 key, $3 ce_id, $4 ce_type, $5 ce_time, $6 traceparent, $7 payload; ids in the order of the rows
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT topic, key, 0, ce_id, ce_type, ce_time, traceparent, payload
FROM (SELECT unnest($1::text[]) AS topic, unnest($2::text[]) AS key, unnest($3::text[]) AS ce_id,
             unnest($4::text[]) AS ce_type, unnest($5::text[]) AS ce_time, unnest($6::text[]) AS traceparent,
             unnest($7::bytea[]) AS payload) AS event
