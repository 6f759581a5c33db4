-- The persons of these numbers, and the members of the household of the first, with the household they live in.
-- $1 text[] addressee numbers
SELECT p.addressee_number, CASE WHEN p.state = 1 THEN p.household_number ELSE '' END
FROM person p
WHERE p.addressee_number IN (
    SELECT unnest($1::text[])
    UNION ALL
    SELECT m.addressee_number
    FROM person a JOIN person m ON m.household_number = a.household_number AND m.state = 1
    WHERE a.addressee_number = ($1::text[])[1] AND a.state = 1)
