-- The latest record of one person and, of a resident, those of the household's members. $1 addressee number
SELECT r.*, p.restraints
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT $1::text
    UNION ALL
    SELECT m.addressee_number FROM person q JOIN person m ON m.household_number = q.household_number
    WHERE q.addressee_number = $1 AND q.state = 1 AND m.state = 1)
