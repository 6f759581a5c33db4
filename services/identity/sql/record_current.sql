-- rows
-- $1 blind index of 住民票コード: the current row and the flags of the record, or none
SELECT r.register_ref, r.number_index, r.current AND NOT p.replaced, r.name, r.name_kana, r.birth_date, r.birth_date_uncertain,
       r.birth_date_written, r.sex, r.resident_since, r.previous_municipality_code, r.previous_address,
       r.resident_code_since, r.former_name, r.former_name_kana, p.recovery_update_number, p.update_forbidden,
       p.exclusive_operator, r.address, r.relationship, q.n
FROM unnest($1::bytea[]) WITH ORDINALITY AS q (code_index, n)
JOIN person p ON p.code_index = q.code_index
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
