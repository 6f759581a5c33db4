-- $1 number, $2 first, $3 last, $4 text, $5 bytea digest, $6 closed by, $7 purpose
INSERT INTO archive_segment (number, first, last, text, digest, closed_by, purpose)
VALUES ($1::int, $2::bigint, $3::bigint, $4, $5::bytea, $6, $7)
