-- rows
-- binary
-- $1 register_refs, each a list written as text[]; $2 whether serials are drawn. Columns as in delivery_of_change.sql.
SELECT a.register_ref, '1', 'true', 'false', CASE WHEN q.draw::boolean THEN nextval('delivery_serial') END::text,
       d.designation_id, d.entry,
       r.addressee_number, r.history_number::text, r.content,
       h.addressee_number, h.history_number::text, h.content,
       d.addressee_number, d.history_number::text, d.content,
       p.restraints, q.n::text
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (refs, draw, n)
CROSS JOIN LATERAL unnest(q.refs::text[]) WITH ORDINALITY AS a (register_ref, place)
JOIN person p ON p.register_ref = a.register_ref
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
ORDER BY q.n, a.place
