-- $1 compare_id, $2 bytea lowest and $3 bytea highest position
DELETE FROM compare_record
WHERE serial = (SELECT serial FROM compare WHERE compare_id = $1) AND position BETWEEN $2::bytea AND $3::bytea
