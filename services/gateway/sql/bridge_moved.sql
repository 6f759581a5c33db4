-- $1 consumer, $2 number, $3 its state from now on
UPDATE bridge_file SET state = $3, placed_at = CASE WHEN $3 = 'placed' THEN now() END WHERE consumer = $1 AND number = $2::bigint
