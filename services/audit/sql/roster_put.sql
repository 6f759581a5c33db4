-- $1 roster_id, $2 loaded by, $3 digest, $4 lines
INSERT INTO roster (roster_id, loaded_by, digest, lines) VALUES ($1::uuid, $2, $3, $4::int)
