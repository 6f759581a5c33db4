-- $1 text[] addressee_number: the place of the first, from 1, whose person stands under another one before it; no row:
-- nobody does.
SELECT t.n
FROM (SELECT a.n, a.number, min(a.number) OVER (PARTITION BY p.integrated_number) AS first
      FROM unnest($1::text[]) WITH ORDINALITY AS a (number, n)
      LEFT JOIN person p ON p.addressee_number = a.number
      WHERE p.integrated_number IS NOT NULL) AS t
WHERE t.number <> t.first
ORDER BY t.n
LIMIT 1
