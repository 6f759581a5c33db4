-- $1 id
UPDATE provider_call SET done = true WHERE id = $1::bigint
