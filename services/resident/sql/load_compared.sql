-- $1 load id, $2 state, $3 compared up to this 宛名番号, $4 digest, $5 differences so far
UPDATE migration_load
SET state = $2, compared_to = $3, digest = $4, differences = $5, approved_by = NULL
WHERE load_id = $1
