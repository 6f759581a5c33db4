-- $1 id
UPDATE call SET done = true WHERE id = $1::bigint
