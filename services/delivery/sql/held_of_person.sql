-- $1 register_ref: what waits for its hand-over, with its persons. The rows stay locked.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, 0,
       (SELECT string_agg(o.register_ref, ' ' ORDER BY o.place) FROM held_person o WHERE o.event_id = h.event_id)
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.event_id = ANY (ARRAY(SELECT p.event_id FROM held_person p WHERE p.register_ref = $1)) AND h.handed_on IS NULL
ORDER BY h.event_id
FOR UPDATE OF h
