-- Which of these numbers a person on record has. $1 text[] hex blind indexes of 個人番号, $2 of 住民票コード; places
-- are the same in both, null where there is none
SELECT i, true
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (n, c, i)
JOIN person p ON p.number_index = decode(n, 'hex')
UNION ALL
SELECT i, false
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (n, c, i)
JOIN person p ON p.code_index = decode(c, 'hex')
