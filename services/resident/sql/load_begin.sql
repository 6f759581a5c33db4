-- $1 load id, $2 digest of the source, $3 rows, $4 persons, $5 operator. A load that was discarded starts anew.
INSERT INTO migration_load (load_id, state, source_digest, expected_rows, expected_persons, begun_by)
VALUES ($1, 1, $2, $3, $4, $5)
ON CONFLICT (load_id) DO UPDATE
SET state = 1, source_digest = excluded.source_digest, expected_rows = excluded.expected_rows,
    expected_persons = excluded.expected_persons, rows = 0, persons = 0, loaded_to = '', addressee_serial = 0,
    household_serial = 0, compared_to = '', digest = NULL, differences = 0, approved_by = NULL, filled_to = '',
    filled = false, begun_by = excluded.begun_by, begun_at = now()
