-- binary
-- Current rows of the file whose search row is missing or was made by another rule; nobody changes them meanwhile.
-- $1 bytea the last blind index seen, $2 rule: both blind indexes, the row
SELECT p.code_index, r.number_index, r.register_ref, r.update_number::text, r.content
FROM person p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
WHERE p.code_index > $1::bytea AND NOT p.replaced
  AND NOT EXISTS (SELECT FROM person_search s WHERE s.code_index = p.code_index AND s.rule = $2::int)
ORDER BY p.code_index
LIMIT 500
FOR UPDATE OF p
