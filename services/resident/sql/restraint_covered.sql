-- Whom a request is about, the applicant first: the persons it names, the members of his household if it is to cover
-- that, and who is covered already; with all that stands against each, and his latest record. $1 request id
WITH request AS MATERIALIZED (
    SELECT * FROM restraint_request WHERE request_id = $1
), covered AS MATERIALIZED (
    SELECT n.addressee_number, n.position
    FROM request q CROSS JOIN LATERAL unnest(q.addressee_number) WITH ORDINALITY AS n (addressee_number, position)
    UNION ALL
    SELECT m.addressee_number, 1000
    FROM request q
    JOIN person a ON a.addressee_number = q.addressee_number[1] AND a.state = 1
    JOIN person m ON m.household_number = a.household_number AND m.state = 1
    WHERE q.household
    UNION ALL
    SELECT c.addressee_number, c.position FROM request q JOIN restraint_person c USING (restraint_id)
)
SELECT p.addressee_number, CASE WHEN p.state = 1 THEN p.household_number ELSE '' END, p.restraints, r.addressee_number, r.history_number, r.content
FROM (SELECT addressee_number, min(position) AS position FROM covered GROUP BY addressee_number) c
JOIN person p ON p.addressee_number = c.addressee_number
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
ORDER BY c.position, p.addressee_number
