-- $1 the last day of receipt, $2 today: records about which the register is asked now, those too that could not be opened
-- when that was last tried. Columns: who, the bytes, the number of the hand-over; its persons where they are asked for, else null;
-- whether it was unreadable so far.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, h.sequence, NULL, h.differs IS NOT NULL
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.handed_on IS NULL AND h.received_on <= $1::date
  AND (h.differs IS NULL OR h.differs = 'unreadable')
  AND (h.asked_on IS NULL OR h.asked_on < $2::date)
ORDER BY h.event_id
LIMIT 500
FOR UPDATE OF h SKIP LOCKED
