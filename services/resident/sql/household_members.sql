-- Latest records of the current members of the households of these persons and of this household.
-- $1 text[] addressee numbers, $2 household number or null
SELECT r.*
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.state = 1
  AND p.household_number = ANY (ARRAY(
    SELECT q.household_number FROM unnest($1::text[]) n JOIN person q ON q.addressee_number = n WHERE q.state = 1
    UNION ALL SELECT $2))
