-- $1 move_ref: state
SELECT state FROM move_out WHERE move_ref = $1
