-- Latest records of the current members of the households of these persons and of this household.
-- $1 text[] addressee numbers, $2 household number or null
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.state = 1
  AND p.household_number IN (
    SELECT q.household_number FROM person q WHERE q.addressee_number = ANY ($1::text[]) AND q.state = 1
    UNION ALL SELECT $2)
