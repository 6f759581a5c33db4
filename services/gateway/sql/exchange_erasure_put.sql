-- $1 erasure_id, $2 erase_before, $3 purpose, $4 asked_by, $5 processing date
INSERT INTO exchange_erasure (erasure_id, erase_before, purpose, asked_by, asked_on)
VALUES ($1, $2::date, $3, $4, $5::date)
