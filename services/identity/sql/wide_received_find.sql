-- $1 text[] event ids: one row per id, in their order, with whether a receipt came before; nulls when there is no such
-- answer
SELECT CASE WHEN w.event_id IS NOT NULL THEN '' END, coalesce(w.subject, CASE WHEN w.event_id IS NOT NULL THEN '' END),
       coalesce(w.acknowledged_at IS NOT NULL, false)
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT event_id, subject, acknowledged_at FROM wide_request
                   WHERE wide_request.event_id = asked.event_id LIMIT 1) w ON true
ORDER BY asked.place
