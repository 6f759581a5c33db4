-- $1 load id, $2 state, $3 who approved first or null
UPDATE migration_load SET state = $2, approved_by = $3 WHERE load_id = $1
