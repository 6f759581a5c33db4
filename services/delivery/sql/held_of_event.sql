-- $1 event id: the record, if it waits for its hand-over. Columns as in held_of_person.sql.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, 0,
       (SELECT string_agg(o.register_ref, ' ' ORDER BY o.place) FROM held_person o WHERE o.event_id = h.event_id)
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.event_id = $1 AND h.handed_on IS NULL
FOR UPDATE OF h
