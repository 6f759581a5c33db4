-- rows
-- $1 ids of questions, $2 today: the record of each that is still waiting for this answer, with its persons, and whether
-- it may go at once: it came today, nothing holds that batch, and no earlier record of its key waits. The rows stay locked.
SELECT c.event_id, c.change_id, c.subject, c.register_ref, c.ce_type, c.payload, 0, c.persons, false, c.free, q.n
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (check_id, today, n)
CROSS JOIN LATERAL (
    SELECT h.event_id, t.change_id, t.subject, h.register_ref, h.ce_type, h.payload,
           (SELECT string_agg(p.register_ref, ' ' ORDER BY p.place) FROM held_person p WHERE p.event_id = h.event_id)
               AS persons,
           h.received_on = q.today::date
               AND NOT EXISTS (SELECT FROM held s WHERE s.differs IS NOT NULL AND s.handed_on IS NULL
                                                    AND s.received_on = h.received_on AND NOT s.apart)
               AND NOT EXISTS (SELECT FROM held e WHERE e.handed_on IS NULL AND e.register_ref = h.register_ref
                                                    AND e.event_id < h.event_id) AS free
    FROM held h
    JOIN trace t ON t.event_id = h.event_id
    WHERE h.check_id = q.check_id AND h.handed_on IS NULL AND h.checked_on IS NULL
    FOR UPDATE OF h) AS c
