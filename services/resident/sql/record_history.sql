-- All records of one person, oldest first. $1 addressee number
SELECT r.*
FROM person_record r WHERE r.addressee_number = $1 ORDER BY r.history_number
