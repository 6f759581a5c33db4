-- rows
-- $1 addressee_number: held until the transaction ends against whoever looks at the household. A statement of its own:
-- scope_find reads behind it.
SELECT q.n FROM unnest($1::text[]) WITH ORDINALITY AS q (addressee_number, n)
JOIN person p ON p.addressee_number = q.addressee_number
ORDER BY p.addressee_number
FOR NO KEY UPDATE OF p
