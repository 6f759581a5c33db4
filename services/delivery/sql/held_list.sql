-- What waits for its hand-over, held records first: event id, change, day of receipt, whether the register has confirmed
-- it, what differs, whether it is set apart, number of persons
SELECT h.event_id, t.change_id, h.received_on, h.checked_on IS NOT NULL, h.differs, h.apart,
       (SELECT count(*) FROM held_person p WHERE p.event_id = h.event_id)
FROM held h
JOIN trace t ON t.event_id = h.event_id
WHERE h.handed_on IS NULL
ORDER BY h.differs IS NULL, h.received_on, h.event_id
LIMIT 500
