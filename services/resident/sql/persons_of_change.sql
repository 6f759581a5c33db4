-- Latest records of the persons that a stored change names. $1 change id
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT c.addressee_number FROM change_person c WHERE c.change_id = $1 AND c.addressee_number IS NOT NULL
    UNION ALL
    SELECT q.addressee_number FROM change_person c JOIN person q ON q.number_index = c.number_index WHERE c.change_id = $1
    UNION ALL
    SELECT q.addressee_number FROM change_person c JOIN person q ON q.code_index = c.code_index WHERE c.change_id = $1)
