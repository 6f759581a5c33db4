-- $1 text[] event ids: one row per id, in their order; nulls when there is no such request
SELECT r.change_id, r.subject
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject FROM number_request q WHERE q.event_id = asked.event_id LIMIT 1) r
    ON true
ORDER BY asked.place
