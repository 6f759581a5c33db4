-- Latest records of the persons that a change names, by number or by blind index.
-- $1 text[] addressee numbers, $2 text[] hex blind indexes of 個人番号, $3 the same of 住民票コード
SELECT r.addressee_number, r.history_number, r.register_ref, r.household_number, r.state, r.name, r.name_kana,
       r.birth_date, r.birth_date_uncertain, r.birth_date_written, r.sex, r.relationship, r.individual_number, r.resident_code,
       r.address_postal_code, r.address_municipality_code, r.address_town_code, r.address_prefecture, r.address_municipality,
       r.address_town, r.address_number, r.address_building, r.resident_since, r.address_since,
       r.previous_postal_code, r.previous_municipality_code, r.previous_town_code, r.previous_prefecture,
       r.previous_municipality, r.previous_town, r.previous_number, r.previous_building,
       r.destination_postal_code, r.destination_municipality_code, r.destination_town_code, r.destination_prefecture,
       r.destination_municipality, r.destination_town, r.destination_number, r.destination_building,
       r.registered_domicile, r.family_register_head, r.reason, r.change_date, r.notified_date, r.processed_date, r.change_id,
       r.operator_id, r.terminal_id
FROM person p
JOIN person_record r ON r.addressee_number = p.addressee_number AND r.history_number = p.history_number
WHERE p.addressee_number IN (
    SELECT unnest($1::text[])
    UNION ALL
    SELECT q.addressee_number FROM unnest($2::text[]) h JOIN person q ON q.number_index = decode(h, 'hex')
    UNION ALL
    SELECT q.addressee_number FROM unnest($3::text[]) h JOIN person q ON q.code_index = decode(h, 'hex'))
