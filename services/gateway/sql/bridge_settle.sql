-- $1 consumer, $2 SHA-256 of its receipt: the file is answered, its rows are confirmed but for those that are rejected
WITH r AS (
    UPDATE bridge_receipt SET settled_at = now() WHERE consumer = $1 AND sha256 = $2 AND settled_at IS NULL RETURNING *
), f AS (
    UPDATE bridge_file AS f SET state = r.result, rejected = cardinality(r.line), answered_at = now()
    FROM r
    WHERE f.consumer = r.consumer AND f.number = r.number AND r.refused = '' AND f.state IN ('placed', 'written')
    RETURNING f.*
), told AS (
    SELECT b.key, b.event_id FROM f
    JOIN bridge_event b ON b.consumer = f.consumer AND b.id > f.after AND b.id <= f.until AND b.snapshot_id = ''
), line AS (
    SELECT key, 1 + row_number() OVER (ORDER BY key) AS line FROM (SELECT DISTINCT key FROM told) AS persons
), bad AS (
    INSERT INTO bridge_error (consumer, number, line, code, addressee_number)
    SELECT r.consumer, r.number, e.line, e.code, line.key
    FROM r
    CROSS JOIN LATERAL unnest(r.line, r.code) AS e (line, code)
    JOIN line ON line.line = e.line
    RETURNING addressee_number
)
UPDATE feed_event SET acknowledged_at = now()
WHERE acknowledged_at IS NULL
  AND event_id IN (SELECT event_id FROM told WHERE key NOT IN (SELECT addressee_number FROM bad))
