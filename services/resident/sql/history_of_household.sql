-- As history_of_person, of everybody who ever was in a household: $1 household number or null; or in any
-- household of one person: $2 addressee number or null
WITH household AS MATERIALIZED (
    SELECT $1::text AS number
    UNION
    SELECT o.household_number FROM person_record o WHERE o.addressee_number = $2
), ever AS MATERIALIZED (
    SELECT DISTINCT m.addressee_number
    FROM household h JOIN person_record m ON m.household_number = h.number
)
SELECT (extract(epoch FROM r.recorded_at) * 1000000)::bigint, c.cancels, r.*
FROM ever
JOIN person_record r ON r.addressee_number = ever.addressee_number
LEFT JOIN change c ON c.change_id = r.change_id
ORDER BY r.addressee_number, r.history_number
LIMIT 5001
