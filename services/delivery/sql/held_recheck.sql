-- $1 text[] event ids of records that leave their batch: what the register said of the others may be old by now
UPDATE held SET asked_on = NULL, checked_on = NULL
WHERE handed_on IS NULL AND differs IS NULL AND checked_on IS NOT NULL
  AND received_on IN (SELECT b.received_on FROM held b WHERE b.event_id = ANY ($1::text[]))
