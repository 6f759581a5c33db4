-- binary
-- The history of one person and, of a resident, of the household's members, oldest first: where 通称 changed is for the
-- reader to see. $1 addressee number
SELECT r.addressee_number, r.history_number::text, r.content
FROM person_record r
WHERE r.addressee_number IN (
    SELECT $1::text
    UNION ALL
    SELECT m.addressee_number FROM person q JOIN person m ON m.household_number = q.household_number
    WHERE q.addressee_number = $1 AND q.state = 1 AND m.state = 1)
ORDER BY r.addressee_number, r.history_number
