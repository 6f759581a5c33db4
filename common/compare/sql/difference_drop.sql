-- It does not differ any more. $1 compare_id, $2 bytea position
DELETE FROM compare_difference WHERE compare_id = $1 AND position = $2::bytea
