-- rows
-- $1 permit_id, $2 blind index of 符号, or NULL: whether the permit is used; 団体内統合宛名番号 and a 宛名番号 of the person
SELECT p.permit_id IS NOT NULL, s.integrated_number,
       (SELECT min(addressee_number) FROM person WHERE integrated_number = s.integrated_number), q.n
FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS q (permit_id, code_index, n)
LEFT JOIN provision p ON p.permit_id = q.permit_id
LEFT JOIN subject_code s ON s.code_index = q.code_index
