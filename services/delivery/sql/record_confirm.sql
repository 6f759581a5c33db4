-- $1 text[] event ids: the records are erased, the first receipt is noted
WITH erased AS (
    DELETE FROM held WHERE event_id = ANY ($1::text[])
)
UPDATE trace SET confirmed_at = now() WHERE event_id = ANY ($1::text[]) AND confirmed_at IS NULL
