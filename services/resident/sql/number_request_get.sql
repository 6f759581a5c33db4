-- An open request, the 異動事由 of its change and the latest record of its person. $1 request id
SELECT n.change_id,
       (SELECT f.reason FROM person_record f
        WHERE f.addressee_number = n.addressee_number AND f.change_id = n.change_id
        ORDER BY f.history_number LIMIT 1),
       r.*, p.restraints
FROM number_request n
JOIN person p ON p.addressee_number = n.addressee_number
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE n.request_id = $1 AND n.answered_at IS NULL
