-- rows
-- $1 団体内統合宛名番号, $2 符号, sealed, $3 its blind index
UPDATE subject_code s SET state = 'acquired', code = t.code, code_index = t.code_index, changed_at = now()
FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS t (integrated_number, code, code_index)
WHERE s.integrated_number = t.integrated_number
