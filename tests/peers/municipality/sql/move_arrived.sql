-- $1 move_ref, $2 place, $3 転入年月日
UPDATE move_person SET arrived = $3 WHERE move_ref = $1 AND place = $2::int
