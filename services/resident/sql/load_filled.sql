-- $1 load id, $2 the last 宛名番号 told of, $3 whether that was all
UPDATE migration_load SET filled_to = $2, filled = $3 WHERE load_id = $1
