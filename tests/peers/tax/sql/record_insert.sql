-- $1 sequence, then the fields of juki.gateway.v1.PersonFeed as common/db/record.h orders them
INSERT INTO person_record (
    sequence, change_id, addressee_number, restrained, state, integrated_number, household_number, name,
    name_kana, birth_date, birth_date_uncertain, birth_date_written, sex, relationship,
    address_postal_code, address_municipality_code, address_town_code, address_prefecture,
    address_municipality, address_town, address_number, address_building, individual_number,
    resident_since, address_since, previous_address_postal_code, previous_address_municipality_code,
    previous_address_town_code, previous_address_prefecture, previous_address_municipality,
    previous_address_town, previous_address_number, previous_address_building, destination_postal_code,
    destination_municipality_code, destination_town_code, destination_prefecture, destination_municipality,
    destination_town, destination_number, destination_building, reason, change_date
) VALUES (
    $1::bigint, $2, $3, $4::boolean, $5, $6, $7, $8, $9, $10, $11::boolean, $12, $13::int, $14, $15, $16,
    $17, $18, $19, $20, $21, $22, $23::bytea, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
    $36, $37, $38, $39, $40, $41, $42, $43
)
