-- What the partner says about a record. $1 compare_id, $2 bytea position, $3 kind, $4 items
UPDATE compare_difference SET kind = $3, item = $4, judged = true WHERE compare_id = $1 AND position = $2::bytea
