-- $1 consumer, $2 its last version, $3 reason, $4 by whom, $5 terminal. What waits in the outbox for it is never told.
WITH revoked AS (
    INSERT INTO consumer_revocation (id, version, reason, revoked_by, revoked_terminal)
    VALUES ($1, $2::int, $3, $4, $5)
), sent AS (
    DELETE FROM outbox WHERE topic = 'feed.' || $1 RETURNING ce_id
), held AS (
    DELETE FROM outbox_held WHERE topic = 'feed.' || $1 RETURNING ce_id
), missed AS (
    DELETE FROM consumer_missed WHERE consumer = $1
)
UPDATE feed_event SET dropped_at = now()
WHERE event_id IN (SELECT ce_id::uuid FROM sent UNION ALL SELECT ce_id::uuid FROM held)
