-- rows
-- $1 request ids: the requests of the same change, each with a serial for a 送付先管理番号, the name of the 世帯主, the
-- 居所 that is designated for its person with its entry and who is written to there, and his latest record
SELECT o.request_id, o.kind, o.answered_at IS NOT NULL, o.withdrawn_at IS NOT NULL, nextval('delivery_serial'), h.name,
       d.designation_id, d.entry, d.name,
       r.*, p.restraints, q.n
FROM unnest($1::text[]) WITH ORDINALITY AS q (request_id, n)
JOIN number_request t ON t.request_id = q.request_id
JOIN number_request o ON o.change_id = t.change_id
JOIN person p ON p.addressee_number = o.addressee_number
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
LEFT JOIN LATERAL (
    SELECT k.name
    FROM person m
    JOIN person_record k ON k.addressee_number = m.addressee_number AND k.history_number = m.history_number
    WHERE m.household_number = p.household_number AND m.state = 1 AND k.relationship = '世帯主'
    LIMIT 1) AS h ON true
LEFT JOIN LATERAL (
    SELECT s.designation_id, e.entry, k.name
    FROM destination s
    JOIN destination_request e ON e.request_id = s.designation_id
    JOIN person m ON m.addressee_number = e.addressee_number[1]
    JOIN person_record k ON k.addressee_number = m.addressee_number AND k.history_number = m.history_number
    WHERE s.addressee_number = p.addressee_number) AS d ON true
ORDER BY q.n, r.addressee_number
