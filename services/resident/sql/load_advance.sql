-- Rows have come. $1 load id, $2 state, $3 rows, $4 persons, $5 the last 宛名番号, $6 and $7 what serials must pass
UPDATE migration_load
SET state = $2, rows = rows + $3, persons = persons + $4, loaded_to = $5,
    addressee_serial = greatest(addressee_serial, $6), household_serial = greatest(household_serial, $7)
WHERE load_id = $1
