-- $1 consumer, $2 id: it holds all up to here; $3 id: it is handed all up to here
WITH before AS (
    SELECT coalesce((SELECT confirmed FROM bridge_reader WHERE consumer = $1), 0) AS id
), reader AS (
    INSERT INTO bridge_reader AS r (consumer, confirmed, fetched) VALUES ($1, $2::bigint, $3::bigint)
    ON CONFLICT (consumer) DO UPDATE SET confirmed = greatest(r.confirmed, excluded.confirmed),
                                         fetched = greatest(r.fetched, excluded.fetched)
)
UPDATE feed_event SET acknowledged_at = now()
WHERE acknowledged_at IS NULL AND event_id IN (
    SELECT event_id FROM bridge_event, before WHERE consumer = $1 AND bridge_event.id > before.id AND bridge_event.id <= $2::bigint)
