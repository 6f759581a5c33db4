-- $1 level, $2 index, $3 bytea hashes
INSERT INTO tile (level, index, hashes) VALUES ($1::int, $2::bigint, $3::bytea)
ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes
