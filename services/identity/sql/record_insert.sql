-- rows
-- $1 register_ref, $2 更新順番号, $3 bytea blind index of 住民票コード, $4 bytea of 個人番号, $5 bytea and $6 bytea the
-- two sealed, then items 2 to 12, 14 to 22, 25 to 28, 30, 34, 35 and 37 to 39 in their order (生年月日 is three), $39
-- bytea item 24
INSERT INTO record (
    register_ref, update_number, code_index, number_index, resident_code, individual_number, name,
    name_external_characters, name_kana, name_kana_plain, birth_date, birth_date_uncertain,
    birth_date_written, sex, municipality_code, town_code, postal_code, address, address_external_characters,
    resident_since, address_since, notified_date, previous_municipality_code, previous_address,
    previous_address_external_characters, relationship, reason, change_date,
    resident_code_since, request_id, operator_id, terminal_id, recovery_update_number, has_external_characters,
    current, former_name, former_name_external_characters, former_name_kana, old_resident_code)
SELECT register_ref, update_number::bigint, code_index, number_index, resident_code, individual_number, name,
       name_external_characters::int, name_kana, name_kana_plain, birth_date, birth_date_uncertain::boolean,
       birth_date_written, sex::int, municipality_code, town_code, postal_code, address,
       address_external_characters::int, resident_since, address_since, notified_date,
       previous_municipality_code, previous_address, previous_address_external_characters::int, relationship,
       reason, change_date, resident_code_since, request_id, operator_id, terminal_id, recovery_update_number::bigint,
       has_external_characters::boolean, current::boolean, former_name, former_name_external_characters::int,
       former_name_kana, old_resident_code
FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
            $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[],
            $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[],
            $29::text[], $30::text[], $31::text[], $32::text[],
            $33::text[], $34::text[], $35::text[], $36::text[], $37::text[], $38::text[], $39::bytea[])
     AS t (register_ref, update_number, code_index, number_index, resident_code, individual_number, name,
            name_external_characters, name_kana, name_kana_plain, birth_date, birth_date_uncertain,
            birth_date_written, sex, municipality_code, town_code, postal_code, address,
            address_external_characters, resident_since, address_since, notified_date,
            previous_municipality_code, previous_address, previous_address_external_characters, relationship,
            reason, change_date, resident_code_since, request_id, operator_id, terminal_id, recovery_update_number,
            has_external_characters, current, former_name, former_name_external_characters, former_name_kana,
            old_resident_code)
