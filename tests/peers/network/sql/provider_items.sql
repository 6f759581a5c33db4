-- $1 information, $2 text[] asked items: those that are held, in the order asked
SELECT p.name, p.value
FROM unnest($2::text[]) WITH ORDINALITY AS a (name, n)
JOIN provided p ON p.information = $1 AND p.name = a.name
ORDER BY a.n
