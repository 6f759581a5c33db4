-- $1 level, $2 index: hashes
SELECT hashes FROM tile WHERE level = $1::int AND index = $2::bigint
