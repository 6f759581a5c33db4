-- $1 text[] addressee_number: the place of the first, from 1, of whom nothing is known; no row: all are.
SELECT a.n FROM unnest($1::text[]) WITH ORDINALITY AS a (number, n)
WHERE NOT EXISTS (SELECT FROM person p WHERE p.addressee_number = a.number)
ORDER BY a.n
LIMIT 1
