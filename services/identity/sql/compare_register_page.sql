-- A page of the persons for 整合性確認 with the register. $1 blind index of the last one before in hexadecimal ('' at
-- first), $2 how many: blind index, register_ref, then the fields of ComparedPerson
SELECT encode(p.code_index, 'hex'), r.register_ref, r.current AND NOT p.replaced, encode(r.code_index, 'hex'),
       encode(r.number_index, 'hex'), r.name, r.name_kana, r.birth_date, r.birth_date_uncertain, r.birth_date_written,
       r.sex, r.postal_code, r.municipality_code, r.town_code, r.address, r.resident_since, r.address_since,
       r.previous_municipality_code, r.previous_address, r.relationship
FROM (SELECT code_index, register_ref, update_number, replaced FROM person WHERE code_index > decode($1, 'hex')
      ORDER BY code_index LIMIT $2::int) p
JOIN record r ON r.register_ref = p.register_ref AND r.update_number = p.update_number
ORDER BY p.code_index
