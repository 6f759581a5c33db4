-- $1 consumer, $2 SHA-256 of its receipt, behind bridge_hold: those rejected are told once more, but for whom there is news
-- behind the file anyway
WITH locked AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(20261122, hashtext($1)) AS one
)
INSERT INTO bridge_event (consumer, event_id, type, snapshot_id, key, sequence, payload)
SELECT last.consumer, last.event_id, last.type, '', last.key, last.sequence, last.payload
FROM bridge_receipt r
JOIN bridge_file f ON f.consumer = r.consumer AND f.number = r.number
JOIN bridge_error e ON e.consumer = r.consumer AND e.number = r.number
CROSS JOIN LATERAL (
    SELECT * FROM bridge_event b WHERE b.consumer = r.consumer AND b.key = e.addressee_number ORDER BY b.id DESC LIMIT 1
) AS last
WHERE r.consumer = $1 AND r.sha256 = $2 AND last.id <= f.until AND (SELECT count(*) FROM locked) > 0
