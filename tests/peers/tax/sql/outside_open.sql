-- Those whose municipality has not been notified yet: municipality, year, 宛名番号, name, kana, birth date, registered address,
-- address here; municipality by municipality.
SELECT municipality_code, tax_year, addressee_number, name, name_kana, birth_date, registered_address, address_here
FROM outside_person WHERE notified_at IS NULL
ORDER BY municipality_code COLLATE "C", tax_year, addressee_number COLLATE "C"
