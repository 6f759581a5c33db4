-- $1 text[] event ids that are sent once more, $2 today; one that was unreadable is so no more
UPDATE held SET again_on = $2::date, differs = NULL WHERE event_id = ANY ($1::text[])
