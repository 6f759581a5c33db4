-- rows
-- $1.. the fields of PersonRecord, which are the table's columns in order
INSERT INTO person_record
SELECT addressee_number, history_number::int, register_ref, household_number, state::int, name, name_kana,
       birth_date, birth_date_uncertain::boolean, birth_date_written, sex::int, relationship,
       individual_number, resident_code, address_postal_code, address_municipality_code, address_town_code,
       address_prefecture, address_municipality, address_town, address_number, address_building,
       resident_since, address_since, previous_postal_code, previous_municipality_code, previous_town_code,
       previous_prefecture, previous_municipality, previous_town, previous_number, previous_building,
       destination_postal_code, destination_municipality_code, destination_town_code, destination_prefecture,
       destination_municipality, destination_town, destination_number, destination_building,
       registered_domicile, family_register_head, reason, change_date, notified_date, processed_date,
       change_id, operator_id, terminal_id, resident_kind::int, nationality, foreign_resident_since,
       former_name, former_name_kana, alias, alias_kana, telephone_kind, telephone
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[], $14::bytea[], $15::text[],
            $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[],
            $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[],
            $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[], $36::text[],
            $37::text[], $38::text[], $39::text[], $40::text[], $41::text[], $42::text[], $43::text[],
            $44::text[], $45::text[], $46::text[], $47::text[], $48::text[], $49::text[], $50::text[],
            $51::text[], $52::text[], $53::text[], $54::text[], $55::text[], $56::text[], $57::text[], $58::text[])
     AS t (addressee_number, history_number, register_ref, household_number, state, name, name_kana,
            birth_date, birth_date_uncertain, birth_date_written, sex, relationship, individual_number,
            resident_code, address_postal_code, address_municipality_code, address_town_code,
            address_prefecture, address_municipality, address_town, address_number, address_building,
            resident_since, address_since, previous_postal_code, previous_municipality_code,
            previous_town_code, previous_prefecture, previous_municipality, previous_town, previous_number,
            previous_building, destination_postal_code, destination_municipality_code, destination_town_code,
            destination_prefecture, destination_municipality, destination_town, destination_number,
            destination_building, registered_domicile, family_register_head, reason, change_date,
            notified_date, processed_date, change_id, operator_id, terminal_id, resident_kind, nationality,
            foreign_resident_since, former_name, former_name_kana, alias, alias_kana,
            telephone_kind, telephone)
