-- $1 text[] event ids: one row per id, in their order, with its move and whether a receipt came before; nulls when
-- nothing was sent under it
SELECT l.move_ref, CASE WHEN l.move_ref IS NOT NULL THEN '' END, coalesce(l.acknowledged_at IS NOT NULL, false)
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT move_ref, acknowledged_at FROM move_letter WHERE move_letter.event_id = asked.event_id LIMIT 1) l
    ON true
ORDER BY asked.place
