-- $1 consumer: what waits for it in the outbox is never told; what the broker has taken in this very moment may be among it.
-- Before feed_drop_held: the relay moves rows from here to there.
WITH dropped AS (
    DELETE FROM outbox WHERE topic = 'feed.' || $1 RETURNING ce_id
)
UPDATE feed_event SET dropped_at = now() WHERE event_id IN (SELECT ce_id::uuid FROM dropped)
