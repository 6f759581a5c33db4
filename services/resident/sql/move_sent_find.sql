-- $1 move_ref, $2 place: addressee number
SELECT addressee_number FROM move_out_certificate WHERE move_ref = $1 AND place = $2::int
