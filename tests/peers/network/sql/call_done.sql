-- $1 id, $2 why the network does not carry it, or NULL
UPDATE call SET done = true, refused = $2 WHERE id = $1::bigint
