-- $1 size, $2 note
INSERT INTO checkpoint (size, note) VALUES ($1::bigint, $2)
