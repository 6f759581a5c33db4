-- $1 text[] event ids: one row per id, in their order; nulls when neither a request nor an order was sent under it
SELECT coalesce(r.change_id, o.change_id), coalesce(r.subject, o.subject)
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT change_id, subject FROM number_request q WHERE q.event_id = asked.event_id LIMIT 1) r
    ON true
LEFT JOIN LATERAL (SELECT '' AS change_id, '' AS subject FROM code_order q WHERE q.event_id = asked.event_id LIMIT 1) o
    ON true
ORDER BY asked.place
