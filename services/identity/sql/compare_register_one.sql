-- What stands here of a person of the register now, or none. $1 register_ref: as compare_register_page
SELECT encode(r.code_index, 'hex'), r.register_ref, r.current AND NOT p.replaced, encode(r.code_index, 'hex'),
       encode(r.number_index, 'hex'), r.name, r.name_kana, r.birth_date, r.birth_date_uncertain, r.birth_date_written,
       r.sex, r.postal_code, r.municipality_code, r.town_code, r.address, r.resident_since, r.address_since,
       r.previous_municipality_code, r.previous_address, r.relationship
FROM (SELECT * FROM record WHERE register_ref = $1 ORDER BY update_number DESC LIMIT 1) r
JOIN person p ON p.code_index = r.code_index AND p.register_ref = r.register_ref
