-- $1 entry_id, $2 kind, $3 purpose, sealed, $4 rows, $5 digest, $6 addressee_number, $7 information, $8 flag, $9 whether it is set,
-- $10 by whom, $11 for which affair; $5 of an import, $6 to $9 of a flag
INSERT INTO copy_entry (entry_id, kind, purpose, row_count, digest, addressee_number, information, flag, flag_set,
                        entered_by, affair)
VALUES ($1, $2, $3::bytea, $4::int, $5, $6, $7, $8, $9::boolean, $10, $11)
