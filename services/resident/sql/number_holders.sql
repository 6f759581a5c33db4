-- rows
-- Who has these numbers. $1 and $2 blind indexes of 個人番号 and 住民票コード, or null
SELECT h.addressee_number, q.n
FROM unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS q (number_index, code_index, n)
CROSS JOIN LATERAL (
    SELECT p.addressee_number FROM person p WHERE p.number_index = q.number_index
    UNION ALL
    SELECT p.addressee_number FROM person p WHERE p.code_index = q.code_index) h
