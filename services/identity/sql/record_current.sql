-- rows
-- binary
-- $1 blind index of 住民票コード: the current row, whether the code was given up, and the flags of the record, or none
SELECT r.register_ref, r.update_number::text, r.content, r.number_index, p.replaced::text, p.recovery_update_number::text,
       p.update_forbidden::text, p.exclusive_operator, q.n::text
FROM unnest($1::bytea[]) WITH ORDINALITY AS q (code_index, n)
JOIN person p ON p.code_index = q.code_index
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
