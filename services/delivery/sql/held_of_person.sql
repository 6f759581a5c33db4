-- $1 register_ref: what waits for its hand-over. The rows stay locked.
SELECT h.event_id, t.change_id, t.subject
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.handed_on IS NULL AND h.register_ref = $1
ORDER BY h.event_id
FOR UPDATE OF h
