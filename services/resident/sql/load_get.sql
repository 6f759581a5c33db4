-- One load. $1 load id
SELECT state, source_digest, expected_rows, expected_persons, rows, persons, loaded_to, compared_to, digest, differences,
       approved_by, filled_to, filled
FROM migration_load WHERE load_id = $1
