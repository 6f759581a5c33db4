-- $1 the last day of receipt: records that are handed over now, the first of each person
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, h.sequence
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.handed_on IS NULL AND h.received_on <= $1::date
  AND NOT EXISTS (SELECT FROM held e
                  WHERE e.handed_on IS NULL AND e.register_ref = h.register_ref AND e.event_id < h.event_id)
ORDER BY h.event_id
LIMIT 100
FOR UPDATE OF h SKIP LOCKED
