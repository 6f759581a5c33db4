-- rows
-- $1 register_ref, $2 更新順番号, $3 bytea blind index of 住民票コード, $4 bytea of 個人番号, $5 bytea and $6 bytea the
-- two sealed, $7 bytea 旧住民票コード sealed, or null, $8 whether of a resident, $9 bytea IdentityRecord, kept
INSERT INTO record (register_ref, update_number, code_index, number_index, resident_code, individual_number,
                    old_resident_code, current, content)
SELECT register_ref, update_number::bigint, code_index, number_index, resident_code, individual_number,
       old_resident_code, current::boolean, content
FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[])
     AS t (register_ref, update_number, code_index, number_index, resident_code, individual_number,
           old_resident_code, current, content)
