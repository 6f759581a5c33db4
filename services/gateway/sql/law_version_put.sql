-- $1 version, $2 law table, $3 digest, $4 rows, $5 by whom
INSERT INTO law_version (version, law_table, digest, row_count, loaded_by) VALUES ($1, $2, $3, $4::int, $5)
