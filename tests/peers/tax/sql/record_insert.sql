-- rows
-- $1 sequence, then the fields of juki.gateway.v1.PersonFeed as common/db/record.h orders them
INSERT INTO person_record (
    sequence, change_id, addressee_number, restrained, state, integrated_number, household_number, name,
    name_kana, birth_date, birth_date_uncertain, birth_date_written, sex, relationship, address_postal_code,
    address_municipality_code, address_town_code, address_prefecture, address_municipality, address_town,
    address_number, address_building, individual_number, resident_since, address_since,
    previous_address_postal_code, previous_address_municipality_code, previous_address_town_code,
    previous_address_prefecture, previous_address_municipality, previous_address_town, previous_address_number,
    previous_address_building, destination_postal_code, destination_municipality_code, destination_town_code,
    destination_prefecture, destination_municipality, destination_town, destination_number,
    destination_building, reason, change_date, household_history, address_history
)
SELECT sequence::bigint, change_id, addressee_number, restrained::boolean, state, integrated_number,
       household_number, name, name_kana, birth_date, birth_date_uncertain::boolean, birth_date_written,
       sex::int, relationship, address_postal_code, address_municipality_code, address_town_code,
       address_prefecture, address_municipality, address_town, address_number, address_building,
       individual_number, resident_since, address_since, previous_address_postal_code,
       previous_address_municipality_code, previous_address_town_code, previous_address_prefecture,
       previous_address_municipality, previous_address_town, previous_address_number,
       previous_address_building, destination_postal_code, destination_municipality_code,
       destination_town_code, destination_prefecture, destination_municipality, destination_town,
       destination_number, destination_building, reason, change_date, household_history, address_history
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
            $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[],
            $23::bytea[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[],
            $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[], $36::text[],
            $37::text[], $38::text[], $39::text[], $40::text[], $41::text[], $42::text[], $43::text[],
            $44::bytea[], $45::bytea[])
     AS t (sequence, change_id, addressee_number, restrained, state, integrated_number, household_number,
            name, name_kana, birth_date, birth_date_uncertain, birth_date_written, sex, relationship,
            address_postal_code, address_municipality_code, address_town_code, address_prefecture,
            address_municipality, address_town, address_number, address_building, individual_number,
            resident_since, address_since, previous_address_postal_code, previous_address_municipality_code,
            previous_address_town_code, previous_address_prefecture, previous_address_municipality,
            previous_address_town, previous_address_number, previous_address_building, destination_postal_code,
            destination_municipality_code, destination_town_code, destination_prefecture,
            destination_municipality, destination_town, destination_number, destination_building, reason,
            change_date, household_history, address_history)
