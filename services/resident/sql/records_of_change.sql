-- As records_of_entry for a stored change and the households that it holds. $1 change id
WITH named AS MATERIALIZED (
    SELECT c.addressee_number FROM change_person c WHERE c.change_id = $1 AND c.addressee_number IS NOT NULL
    UNION ALL
    SELECT q.addressee_number FROM change_person c JOIN person q ON q.number_index = c.number_index
    WHERE c.change_id = $1
    UNION ALL
    SELECT q.addressee_number FROM change_person c JOIN person q ON q.code_index = c.code_index
    WHERE c.change_id = $1
    UNION ALL
    SELECT r.addressee_number FROM change_person c JOIN person_record r ON r.stay_card_number = c.card_number
    WHERE c.change_id = $1
)
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT addressee_number FROM named
    UNION ALL
    SELECT m.addressee_number FROM person m
    WHERE m.state = 1
      AND m.household_number = ANY (ARRAY(
        SELECT substr(l.held, 11) FROM change_lock l WHERE l.change_id = $1 AND left(l.held, 10) = 'household:')))
UNION ALL
SELECT b.*
FROM change c
JOIN change_person n ON n.change_id = c.change_id
CROSS JOIN LATERAL (
    SELECT * FROM person_record r
    WHERE r.addressee_number = n.addressee_number AND r.change_id <> c.cancels
    ORDER BY r.history_number DESC LIMIT 1) b
WHERE c.change_id = $1 AND c.cancels IS NOT NULL
