-- $1 move_ref
DELETE FROM move_in_certificate WHERE move_ref = $1
