-- Whom a request concerns: $1 text[] addressee numbers, $2 a designation, for whom it stands; or $3 request id, to take
-- both from that. 宛名番号 and state, in no order.
WITH request AS MATERIALIZED (
    SELECT addressee_number, designation_id FROM destination_request WHERE request_id = $3
    UNION ALL
    SELECT $1::text[], $2 WHERE $3::text IS NULL
)
SELECT p.addressee_number, p.state
FROM request q CROSS JOIN LATERAL unnest(q.addressee_number) AS n (addressee_number)
JOIN person p ON p.addressee_number = n.addressee_number
UNION
SELECT p.addressee_number, p.state
FROM request q
JOIN destination d ON d.designation_id = q.designation_id
JOIN person p ON p.addressee_number = d.addressee_number
