-- The latest hundred records of one person, oldest first: what fits an answer. $1 addressee number
SELECT * FROM (
    SELECT r.* FROM person_record r WHERE r.addressee_number = $1 ORDER BY r.history_number DESC LIMIT 100) latest
ORDER BY history_number
