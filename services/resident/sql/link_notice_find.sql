-- $1 text[] event ids: one row per id, in their order; nulls when there is no such notice
SELECT n.change_id, n.subject
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject FROM link_notice q WHERE q.event_id = asked.event_id LIMIT 1) n ON true
ORDER BY asked.place
