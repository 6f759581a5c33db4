-- $1 id, $2 what became of it
UPDATE call SET outcome = $2 WHERE id = $1::bigint
