-- $1 day of receipt: the records that hold this batch. Columns as in held_of_person.sql.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, 0,
       (SELECT string_agg(o.register_ref, ' ' ORDER BY o.place) FROM held_person o WHERE o.event_id = h.event_id)
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.received_on = $1::date AND h.handed_on IS NULL AND NOT h.apart
  AND (h.differs IS NOT NULL OR h.checked_on IS NULL)
ORDER BY h.event_id
FOR UPDATE OF h
