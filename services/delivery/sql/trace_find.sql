-- $1 text[] event ids: one row per id, in their order; nulls when no such record was sent
SELECT t.change_id, t.subject
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject FROM trace WHERE trace.event_id = asked.event_id LIMIT 1) t ON true
ORDER BY asked.place
