-- binary
-- The latest hundred records of one person, oldest first: what fits an answer. $1 addressee number
SELECT r.addressee_number, r.history_number::text, r.content
FROM (SELECT * FROM person_record WHERE addressee_number = $1 ORDER BY history_number DESC LIMIT 100) r
ORDER BY r.history_number
