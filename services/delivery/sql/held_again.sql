-- $1 text[] event ids that are sent once more, $2 today
UPDATE held SET again_on = $2::date WHERE event_id = ANY ($1::text[])
