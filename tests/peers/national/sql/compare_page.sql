-- A page of the residents for 整合性確認. $1 blind index of the last one before in hexadecimal ('' at first), $2 how many:
-- blind index twice, event_id, 個人番号, then the fields of ComparedResident
SELECT encode(code_index, 'hex'), code_index, event_id, individual_number, name, birth_date, birth_date_uncertain,
       birth_date_written, sex, address_postal_code, address_municipality_code, address_town_code,
       concat(address_prefecture, address_municipality, address_town, address_number,
              CASE WHEN address_building <> '' THEN '　' || address_building END),
       reason, change_date, ''
FROM resident
WHERE code_index > decode($1, 'hex')
ORDER BY code_index LIMIT $2::int
