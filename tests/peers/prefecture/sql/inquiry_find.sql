-- Persons of a municipality, by what a notice tells: not by 振り仮名. $1 municipality_code, $2 bytea blind index of
-- 住民票コード or null, $3 bytea of 個人番号 or null, $4 name without spaces or '', $5 birth date or '', $6 sex or 0, $7 part of
-- the address or '', $8 removed too
SELECT event_id, resident_code, individual_number, name, birth_date, birth_date_uncertain, birth_date_written, sex,
       concat(address_prefecture, address_municipality, address_town, address_number), state = 'resident',
       address_municipality_code, reason, change_date
FROM person
WHERE address_municipality_code = $1
  AND ($2::bytea IS NULL OR code_index = $2)
  AND ($3::bytea IS NULL OR number_index = $3)
  AND $4::text IN ('', translate(name, ' 　', ''))
  AND $5::text IN ('', birth_date)
  AND $6::int IN (0, sex)
  AND strpos(concat(address_prefecture, address_municipality, address_town, address_number), $7::text) > 0
  AND ($8::boolean OR state = 'resident')
ORDER BY name, code_index
LIMIT 101
