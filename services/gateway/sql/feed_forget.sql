-- $1 event id behind which to look, $2 milliseconds that are kept, $3 rows: of the next events that are older, those that were
-- acknowledged or dropped are forgotten (the trail has them). The last event looked at, by its id, which begins with its time; no
-- row: there is none.
WITH page AS MATERIALIZED (
    SELECT event_id, acknowledged_at IS NOT NULL OR dropped_at IS NOT NULL AS done FROM feed_event
    WHERE event_id > $1::uuid
      AND event_id < (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - $2::bigint), 12, '0') || repeat('0', 20))::uuid
    ORDER BY event_id LIMIT $3::int
), forgotten AS (
    DELETE FROM feed_event WHERE event_id IN (SELECT event_id FROM page WHERE done)
)
SELECT event_id FROM page ORDER BY event_id DESC LIMIT 1
