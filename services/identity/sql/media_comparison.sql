-- binary
-- $1 how many at most: who is a resident now, as rows of the file with their numbers
SELECT r.register_ref, r.update_number::text, r.content, r.resident_code, r.individual_number
FROM person p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
WHERE r.current AND NOT p.replaced
ORDER BY p.code_index
LIMIT $1::int
