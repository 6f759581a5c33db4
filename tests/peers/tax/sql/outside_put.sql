-- $1 住登外者宛名番号, $2 year, $3 municipality of registration, $4 name, $5 kana, $6 birth date, $7 registered address, $8 address here.
-- What was notified is not changed any more; the answer has no row then.
INSERT INTO outside_person (addressee_number, tax_year, municipality_code, name, name_kana, birth_date, registered_address,
                            address_here)
VALUES ($1, $2::int, $3, $4, $5, $6, $7, $8)
ON CONFLICT (addressee_number, tax_year) DO UPDATE SET
    municipality_code = excluded.municipality_code, name = excluded.name, name_kana = excluded.name_kana,
    birth_date = excluded.birth_date, registered_address = excluded.registered_address, address_here = excluded.address_here
WHERE outside_person.notified_at IS NULL
RETURNING addressee_number
