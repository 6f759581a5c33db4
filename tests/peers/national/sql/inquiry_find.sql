-- Persons of a municipality of another prefecture. $1 municipality_code, $2 serial of the number asked by or 0, $3 name
-- and $4 name_kana without spaces or '', $5 birth date or '', $6 sex or 0, $7 part of the address or ''
SELECT serial, name, name_kana, birth_date, sex, address, municipality_code, change_date
FROM elsewhere
WHERE municipality_code = $1
  AND $2::int IN (0, serial)
  AND $3::text IN ('', translate(name, ' 　', ''))
  AND $4::text IN ('', translate(name_kana, ' 　', ''))
  AND $5::text IN ('', birth_date)
  AND $6::int IN (0, sex)
  AND strpos(address, $7::text) > 0
ORDER BY name_kana, serial
LIMIT 101
