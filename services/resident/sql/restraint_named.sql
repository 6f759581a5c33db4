-- The persons of these numbers with the household they live in. $1 text[] addressee numbers
SELECT p.addressee_number, CASE WHEN p.state = 1 THEN p.household_number ELSE '' END
FROM unnest($1::text[]) n JOIN person p ON p.addressee_number = n
