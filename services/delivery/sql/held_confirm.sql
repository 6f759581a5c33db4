-- $1 text[] event ids, $2 text[] the day on which each is erased, $3 today: the first confirmation counts
UPDATE held h SET confirmed_on = $3::date, erase_on = c.erase_on::date
FROM unnest($1::text[], $2::text[]) AS c (event_id, erase_on)
WHERE h.event_id = c.event_id AND h.confirmed_on IS NULL
