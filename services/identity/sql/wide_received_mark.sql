-- $1 text[] event ids of answers and letters to municipalities; the first receipt counts
WITH letters AS (
    UPDATE move_letter SET acknowledged_at = now() WHERE event_id = ANY ($1::text[]) AND acknowledged_at IS NULL
)
UPDATE wide_request SET acknowledged_at = now() WHERE event_id = ANY ($1::text[]) AND acknowledged_at IS NULL
