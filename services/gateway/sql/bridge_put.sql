-- rows
-- $1 consumer, $2 topic that it would have, $3 key, $4 event id, $5 type, $6 snapshot of a marker or '', $7 payload. The
-- numbers of the keys are taken as outbox_advance takes them, then the lock of the consumer's log, then the ids.
WITH event AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[])
        WITH ORDINALITY AS e (consumer, topic, key, event_id, type, snapshot_id, payload, n)
), advanced AS MATERIALIZED (
    INSERT INTO outbox_stream AS s (topic, key, last)
    SELECT topic, key, count(*) FROM event GROUP BY key, topic ORDER BY key, topic
    ON CONFLICT (topic, key) DO UPDATE SET last = s.last + excluded.last
    RETURNING topic, key, last
), locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(20261122, hashtext(consumer)) AS one
    FROM (SELECT consumer FROM event WHERE (SELECT count(*) FROM advanced) > 0 GROUP BY consumer ORDER BY consumer) AS log
)
INSERT INTO bridge_event (consumer, event_id, type, snapshot_id, key, sequence, payload)
SELECT e.consumer, e.event_id::uuid, e.type, e.snapshot_id, e.key,
       a.last + 1 - row_number() OVER (PARTITION BY e.key, e.topic ORDER BY e.n DESC), e.payload
FROM event e
JOIN advanced a ON a.topic = e.topic AND a.key = e.key
WHERE (SELECT count(*) FROM locked) > 0
ORDER BY e.n
