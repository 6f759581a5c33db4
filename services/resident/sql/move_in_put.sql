-- $1 move_ref, $2 municipality code, $3 転出予定年月日, $4 erased on, $5 certificate; the latest holds
INSERT INTO move_in_certificate (move_ref, municipality_code, planned_date, erase_on, certificate)
VALUES ($1, $2, $3, $4, $5::bytea)
ON CONFLICT (move_ref) DO UPDATE
SET municipality_code = excluded.municipality_code, planned_date = excluded.planned_date,
    erase_on = excluded.erase_on, certificate = excluded.certificate
