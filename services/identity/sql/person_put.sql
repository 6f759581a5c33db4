-- rows
-- $1 bytea blind index of 住民票コード, $2 register_ref, $3 更新順番号 of the current row
INSERT INTO person (code_index, register_ref, update_number)
SELECT code_index, register_ref, update_number::bigint
FROM unnest($1::bytea[], $2::text[], $3::text[]) AS t (code_index, register_ref, update_number)
ON CONFLICT (code_index) DO UPDATE
SET register_ref = EXCLUDED.register_ref, update_number = EXCLUDED.update_number, replaced = false
