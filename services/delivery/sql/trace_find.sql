-- $1 text[] event ids: one row per id, in their order; nulls when no such record was sent. The day of the hand-over
-- of one that is still held comes last.
SELECT t.change_id, t.subject, h.handed_on
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject FROM trace WHERE trace.event_id = asked.event_id LIMIT 1) t ON true
LEFT JOIN LATERAL (SELECT handed_on FROM held WHERE held.event_id = asked.event_id LIMIT 1) h ON true
ORDER BY asked.place
