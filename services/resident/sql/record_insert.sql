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
FROM (SELECT unnest($1::text[]) AS addressee_number, unnest($2::text[]) AS history_number,
             unnest($3::text[]) AS household_number, unnest($4::text[]) AS state, unnest($5::text[]) AS relationship,
             unnest($6::text[]) AS reason, unnest($7::text[]) AS change_date, unnest($8::text[]) AS notified_date,
             unnest($9::text[]) AS processed_date, unnest($10::text[]) AS change_id,
             unnest($11::text[]) AS address_since, unnest($12::text[]) AS move_out_planned_date,
             unnest($13::text[]) AS move_out_change_id, unnest($14::text[]) AS district_word,
             unnest($15::text[]) AS address_word, unnest($16::text[]) AS removed_word,
             unnest($17::bytea[]) AS card_index, unnest($18::bytea[]) AS number_keys,
             unnest($19::bytea[]) AS content) AS t
