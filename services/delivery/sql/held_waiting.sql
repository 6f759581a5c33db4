-- $1 the last day of receipt, $2 today: records that are handed over now, the first of each person. Those alone whom
-- the register has confirmed today; and of a batch (what was received on one day) none, as long as one of it differs
-- or, when its day is over, is not answered for.
WITH stopped AS MATERIALIZED (
    SELECT DISTINCT s.received_on
    FROM held s
    WHERE s.handed_on IS NULL AND NOT s.apart
      AND (s.differs IS NOT NULL OR s.checked_on IS DISTINCT FROM $2::date AND s.received_on < $2::date)
)
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, h.sequence
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.handed_on IS NULL AND h.received_on <= $1::date AND h.checked_on = $2::date AND h.differs IS NULL
  AND NOT EXISTS (SELECT FROM stopped s WHERE s.received_on = h.received_on)
  AND NOT EXISTS (SELECT FROM held e
                  WHERE e.handed_on IS NULL AND e.register_ref = h.register_ref AND e.event_id < h.event_id)
ORDER BY h.event_id
LIMIT 500
FOR UPDATE OF h SKIP LOCKED
