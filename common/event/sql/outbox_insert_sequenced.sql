-- rows
-- Parameters as outbox_insert. outbox_advance moved each key by as many as are here: the last of a key gets the
-- number that now stands, those before it the numbers before.
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT topic, key,
       (SELECT s.last FROM outbox_stream s WHERE s.topic = event.topic AND s.key = event.key) + 1
           - row_number() OVER (PARTITION BY key, topic ORDER BY n DESC),
       ce_id, ce_type, ce_time, traceparent, payload
FROM (SELECT unnest($1::text[]) AS topic, unnest($2::text[]) AS key, unnest($3::text[]) AS ce_id,
             unnest($4::text[]) AS ce_type, unnest($5::text[]) AS ce_time, unnest($6::text[]) AS traceparent,
             unnest($7::bytea[]) AS payload, generate_subscripts($1::text[], 1) AS n) AS event
ORDER BY n
