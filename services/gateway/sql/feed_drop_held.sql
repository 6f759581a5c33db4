-- $1 consumer: nor what waits for its topic
WITH dropped AS (
    DELETE FROM outbox_held WHERE topic = 'feed.' || $1 RETURNING ce_id
)
UPDATE feed_event SET dropped_at = now() WHERE event_id IN (SELECT ce_id::uuid FROM dropped)
