-- $1 text[] event ids: one row per id, in their order, with its move, its subject and whether a receipt came before;
-- nulls when nothing was sent to a municipality under it
SELECT w.move_ref, w.subject, coalesce(w.acknowledged_at IS NOT NULL, false)
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT '' AS move_ref, coalesce(subject, '') AS subject, acknowledged_at FROM wide_request
                   WHERE wide_request.event_id = asked.event_id
                   UNION ALL
                   SELECT move_ref, '', acknowledged_at FROM move_letter WHERE move_letter.event_id = asked.event_id
                   LIMIT 1) w ON true
ORDER BY asked.place
