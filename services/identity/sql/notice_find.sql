-- $1 text[] event ids: one row per id, in their order, with whether a receipt came before; nulls when there is no such
-- notice
SELECT n.change_id, n.subject, coalesce(n.acknowledged_at IS NOT NULL, false)
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject, acknowledged_at FROM notice WHERE notice.event_id = asked.event_id LIMIT 1) n
    ON true
ORDER BY asked.place
