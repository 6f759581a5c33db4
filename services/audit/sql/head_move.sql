-- $1 index, $2 hash of the last entry
UPDATE chain_head SET index = $1::bigint, hash = $2::bytea
