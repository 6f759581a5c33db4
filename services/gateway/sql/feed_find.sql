-- $1 text[] event ids, $2 consumer. One row per id; without change_id when this consumer was sent no such
-- event.
SELECT asked.event_id, e.change_id, e.addressee_number, e.acknowledged_at IS NOT NULL
FROM (SELECT DISTINCT unnest($1::uuid[]) AS event_id) AS asked
LEFT JOIN feed_event e ON e.event_id = asked.event_id AND e.consumer = $2
