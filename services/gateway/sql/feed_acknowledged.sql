-- $1 text[] event ids, $2 consumer
UPDATE feed_event SET acknowledged_at = now()
WHERE event_id = ANY ($1::uuid[]) AND consumer = $2 AND acknowledged_at IS NULL
