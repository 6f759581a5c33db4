-- $1 text[] event ids: the first receipt is noted
UPDATE trace SET confirmed_at = now() WHERE event_id = ANY ($1::text[]) AND confirmed_at IS NULL
