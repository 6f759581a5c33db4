-- rows
-- $1 addressee number, $2 history number, $3 household number, $4 state, $5 relationship, $6 reason, $7 change date, $8 notified
-- date, $9 processed date, $10 change id, $11 address since, $12 planned day of a 転出, $13 its change, $14 to $16 words of
-- the district, of the address, and of a 除票 or null, $17 blind index of the card, $18 ids of the numbers' keys, $19 the record
INSERT INTO person_record (addressee_number, history_number, household_number, state, relationship, reason, change_date,
                           notified_date, processed_date, change_id, address_since, move_out_planned_date,
                           move_out_change_id, district_word, address_word, removed_word, card_index, number_keys, content)
SELECT addressee_number, history_number::int, household_number, state::int, relationship, reason, change_date,
       notified_date, processed_date, change_id, address_since, move_out_planned_date, move_out_change_id,
       district_word::bigint, address_word::bigint, removed_word::bigint, card_index, number_keys, content
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
            $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[],
            $18::bytea[], $19::bytea[])
     AS t (addressee_number, history_number, household_number, state, relationship, reason, change_date, notified_date,
           processed_date, change_id, address_since, move_out_planned_date, move_out_change_id, district_word, address_word,
           removed_word, card_index, number_keys, content)
