-- $1 consumer, $2 number
UPDATE bridge_file SET state = 'written' WHERE consumer = $1 AND number = $2::bigint AND state = 'placed'
