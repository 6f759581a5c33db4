-- The latest record of one person. $1 addressee number
SELECT r.*
FROM person_record r WHERE r.addressee_number = $1 ORDER BY r.history_number DESC LIMIT 1
