-- $1 text[] event ids: they hold their batch no longer
UPDATE held SET apart = true WHERE event_id = ANY ($1::text[])
