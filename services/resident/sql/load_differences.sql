-- A page of differences, as juki.resident.v1.LoadDifference. $1 load id, $2 behind this number
SELECT number, addressee_number, history_number, kind, item, old_value, source_value, loaded_value, reason,
       explanation, explained_by, confirmed_by
FROM migration_difference WHERE load_id = $1 AND number > $2 ORDER BY number LIMIT 100
