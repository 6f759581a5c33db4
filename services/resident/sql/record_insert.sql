-- $1.. the fields of PersonRecord in order
INSERT INTO person_record
      (addressee_number, history_number, register_ref, household_number, state, name, name_kana,
       birth_date, birth_date_uncertain, birth_date_written, sex, relationship, individual_number, resident_code,
       address_postal_code, address_municipality_code, address_town_code, address_prefecture, address_municipality,
       address_town, address_number, address_building, resident_since, address_since,
       previous_postal_code, previous_municipality_code, previous_town_code, previous_prefecture,
       previous_municipality, previous_town, previous_number, previous_building,
       destination_postal_code, destination_municipality_code, destination_town_code, destination_prefecture,
       destination_municipality, destination_town, destination_number, destination_building,
       registered_domicile, family_register_head, reason, change_date, notified_date, processed_date, change_id,
       operator_id, terminal_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 
        $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, 
        $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49)
