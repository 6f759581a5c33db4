-- $1 text[] event ids: one row per id, in their order; nulls when there is no such answer
SELECT a.change_id, a.subject
FROM unnest($1::text[]) WITH ORDINALITY AS asked (event_id, place)
LEFT JOIN LATERAL (SELECT ''::text AS change_id, subject FROM kiosk_answer k WHERE k.event_id = asked.event_id LIMIT 1) a
    ON true
ORDER BY asked.place
