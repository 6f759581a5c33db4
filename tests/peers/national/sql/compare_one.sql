-- Who is at a position, or none. $1 and $2 bytea lowest and highest blind index: as compare_page
SELECT encode(code_index, 'hex'), code_index, event_id, individual_number, name, birth_date, birth_date_uncertain,
       birth_date_written, sex, address_postal_code, address_municipality_code, address_town_code,
       concat(address_prefecture, address_municipality, address_town, address_number,
              CASE WHEN address_building <> '' THEN '　' || address_building END),
       reason, change_date, ''
FROM resident
WHERE code_index BETWEEN $1::bytea AND $2::bytea
LIMIT 1
