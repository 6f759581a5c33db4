-- The latest records of the next persons to tell of. $1 load id
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number > (SELECT filled_to FROM migration_load WHERE load_id = $1)
ORDER BY p.addressee_number
LIMIT 100
