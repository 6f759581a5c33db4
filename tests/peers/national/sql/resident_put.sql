-- $1 bytea blind index, $2 event_id, $3 state, then the fields of ResidentNotice
INSERT INTO resident (
    code_index, event_id, state, resident_code, name, birth_date, birth_date_uncertain, birth_date_written, sex,
    address_postal_code, address_municipality_code, address_town_code, address_prefecture, address_municipality,
    address_town, address_number, address_building, individual_number, reason, change_date, name_kana)
VALUES ($1::bytea, $2, $3, $4::bytea, $5, $6, $7::boolean, $8, $9::int,
    $10, $11, $12, $13, $14,
    $15, $16, $17, $18::bytea, $19, $20, $21)
ON CONFLICT (code_index) DO UPDATE SET (
    event_id, state, change_count, resident_code, name, birth_date, birth_date_uncertain, birth_date_written, sex,
    address_postal_code, address_municipality_code, address_town_code, address_prefecture, address_municipality,
    address_town, address_number, address_building, individual_number, reason, change_date, name_kana) = (
    EXCLUDED.event_id, EXCLUDED.state, resident.change_count + 1, EXCLUDED.resident_code, EXCLUDED.name,
    EXCLUDED.birth_date, EXCLUDED.birth_date_uncertain, EXCLUDED.birth_date_written, EXCLUDED.sex,
    EXCLUDED.address_postal_code, EXCLUDED.address_municipality_code, EXCLUDED.address_town_code,
    EXCLUDED.address_prefecture, EXCLUDED.address_municipality, EXCLUDED.address_town, EXCLUDED.address_number,
    EXCLUDED.address_building, EXCLUDED.individual_number, EXCLUDED.reason, EXCLUDED.change_date, EXCLUDED.name_kana)
