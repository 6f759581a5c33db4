-- $1 consumer: what it has not confirmed is not told any more, and its files are taken away
WITH dropped AS (
    UPDATE bridge_file SET state = 'dropped', answered_at = now()
    WHERE consumer = $1 AND state IN ('planned', 'sealed', 'placed', 'written')
), gone AS (
    DELETE FROM bridge_event WHERE consumer = $1 RETURNING event_id
)
UPDATE feed_event SET dropped_at = now() WHERE acknowledged_at IS NULL AND event_id IN (SELECT event_id FROM gone)
