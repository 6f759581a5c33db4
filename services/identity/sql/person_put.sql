-- rows
-- $1 bytea blind index of 住民票コード, $2 register_ref, $3 更新順番号 of the current row, $4 世帯, $5 whether nothing may
-- be issued
INSERT INTO person (code_index, register_ref, update_number, household_ref, restrained)
SELECT code_index, register_ref, update_number::bigint, household_ref, restrained::boolean
FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[])
     AS t (code_index, register_ref, update_number, household_ref, restrained)
ON CONFLICT (code_index) DO UPDATE
SET register_ref = EXCLUDED.register_ref, update_number = EXCLUDED.update_number, replaced = false,
    household_ref = EXCLUDED.household_ref, restrained = EXCLUDED.restrained
