-- rows
-- $1 event ids, $2 today, $3 what of each differs or null: the register has answered
UPDATE held h SET checked_on = c.day::date, differs = c.differs
FROM unnest($1::text[], $2::text[], $3::text[]) AS c (event_id, day, differs)
WHERE h.event_id = c.event_id
