-- $1 text[] event ids, $2 text[] the id of the question about each, $3 today; one that was unreadable is so no more
UPDATE held h SET check_id = q.check_id, asked_on = $3::date, checked_on = NULL, differs = NULL
FROM unnest($1::text[], $2::text[]) AS q (event_id, check_id)
WHERE h.event_id = q.event_id
