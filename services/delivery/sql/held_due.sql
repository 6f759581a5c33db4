-- $1 today: records to be erased
SELECT h.event_id, t.change_id, t.subject
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.erase_on <= $1::date
ORDER BY h.erase_on, h.event_id
LIMIT 500
FOR UPDATE OF h SKIP LOCKED
