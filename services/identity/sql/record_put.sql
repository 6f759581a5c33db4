-- $1 register_ref, $2 更新順番号, $3 bytea blind index of 住民票コード, $4 bytea of 個人番号, $5 bytea and $6 bytea the
-- two sealed, then items 2 to 12, 14 to 22, 27, 28, 34 and 35 in their order (生年月日 is three)
WITH recorded AS (
    INSERT INTO record (
        register_ref, update_number, code_index, number_index, resident_code, individual_number,
        name, name_external_characters, name_kana, name_kana_plain, birth_date, birth_date_uncertain,
        birth_date_written, sex, municipality_code, town_code, postal_code, address, address_external_characters,
        resident_since, address_since, notified_date, previous_municipality_code, previous_address,
        previous_address_external_characters, relationship, reason, change_date, operator_id, terminal_id,
        has_external_characters, current)
    VALUES ($1, $2::bigint, $3::bytea, $4::bytea, $5::bytea, $6::bytea,
        $7, $8::int, $9, $10, $11, $12::boolean,
        $13, $14::int, $15, $16, $17, $18, $19::int,
        $20, $21, $22, $23, $24,
        $25::int, $26, $27, $28, $29, $30,
        $31::boolean, $32::boolean)
)
INSERT INTO person (code_index, register_ref, update_number) VALUES ($3::bytea, $1, $2::bigint)
ON CONFLICT (code_index) DO UPDATE
SET register_ref = EXCLUDED.register_ref, update_number = EXCLUDED.update_number
