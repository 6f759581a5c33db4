-- $1 today: records handed over on an earlier day, not confirmed, not yet sent again today, and not waiting for the pace of
-- the link. Columns as in held_unasked.sql.
SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload, h.sequence, NULL, h.differs IS NOT NULL
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.confirmed_on IS NULL AND h.handed_on < $1::date AND h.sequence IS NOT NULL
  AND (h.again_on IS NULL OR h.again_on < $1::date)
  AND NOT EXISTS (SELECT FROM outbox_held o WHERE o.ce_id = h.event_id)
ORDER BY h.event_id
LIMIT 100
FOR UPDATE OF h SKIP LOCKED
