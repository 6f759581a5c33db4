-- Latest records of persons whose search row is missing or was made by another rule; nobody changes them meanwhile.
-- $1 the last addressee number seen, $2 rule
SELECT r.addressee_number, r.history_number::text, r.content
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number > $1
  AND NOT EXISTS (SELECT FROM person_search s
                  WHERE s.addressee_number = p.addressee_number AND s.rule = $2::bigint)
ORDER BY p.addressee_number
LIMIT 500
FOR UPDATE OF p
