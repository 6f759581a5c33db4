-- rows
-- $1 団体内統合宛名番号, $2 the request that was answered, $3 符号, sealed, $4 its blind index
UPDATE subject_code s SET state = 'acquired', code = t.code, code_index = t.code_index, changed_at = now()
FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS t (integrated_number, request_id, code, code_index)
WHERE s.integrated_number = t.integrated_number AND s.request_id = t.request_id
