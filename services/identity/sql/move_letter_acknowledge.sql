-- $1 text[] event ids; the first receipt counts
UPDATE move_letter SET acknowledged_at = now() WHERE event_id = ANY ($1::text[]) AND acknowledged_at IS NULL
