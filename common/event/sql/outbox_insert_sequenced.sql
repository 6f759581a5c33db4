-- rows
-- Parameters as outbox_insert. outbox_advance moved each key by as many as are here: the last of a key gets the
-- number that now stands, those before it the numbers before.
INSERT INTO outbox (topic, key, sequence, ce_id, ce_type, ce_time, traceparent, payload)
SELECT topic, key,
       (SELECT s.last FROM outbox_stream s WHERE s.topic = event.topic AND s.key = event.key) + 1
           - row_number() OVER (PARTITION BY key, topic ORDER BY n DESC),
       ce_id, ce_type, ce_time, traceparent, payload
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
     WITH ORDINALITY AS event (topic, key, ce_id, ce_type, ce_time, traceparent, payload, n)
ORDER BY n
