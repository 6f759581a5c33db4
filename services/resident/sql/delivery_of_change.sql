-- rows
-- binary
-- $1 request ids: the requests of the same change, each with a serial for a 送付先管理番号, the 居所 that is
-- designated for its person with its entry, and three records: his latest, the 世帯主's, and who is written to there
SELECT o.request_id, o.kind::text, (o.answered_at IS NOT NULL)::text, (o.withdrawn_at IS NOT NULL)::text,
       nextval('delivery_serial')::text, d.designation_id, d.entry,
       r.addressee_number, r.history_number::text, r.content,
       h.addressee_number, h.history_number::text, h.content,
       d.addressee_number, d.history_number::text, d.content,
       p.restraints, q.n::text
FROM unnest($1::text[]) WITH ORDINALITY AS q (request_id, n)
JOIN number_request t ON t.request_id = q.request_id
JOIN number_request o ON o.change_id = t.change_id
JOIN person p ON p.addressee_number = o.addressee_number
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
LEFT JOIN LATERAL (
    SELECT k.addressee_number, k.history_number, k.content
    FROM person m
    JOIN person_record k ON k.addressee_number = m.addressee_number AND k.history_number = m.history_number
    WHERE m.household_number = p.household_number AND m.state = 1 AND k.relationship = '世帯主'
    LIMIT 1) AS h ON true
LEFT JOIN LATERAL (
    SELECT s.designation_id, e.entry, k.addressee_number, k.history_number, k.content
    FROM destination s
    JOIN destination_request e ON e.request_id = s.designation_id
    JOIN person m ON m.addressee_number = e.addressee_number[1]
    JOIN person_record k ON k.addressee_number = m.addressee_number AND k.history_number = m.history_number
    WHERE s.addressee_number = p.addressee_number) AS d ON true
ORDER BY q.n, r.addressee_number
