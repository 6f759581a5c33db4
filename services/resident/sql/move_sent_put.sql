-- $1 move_ref, $2 place, $3 addressee number
INSERT INTO move_out_certificate (move_ref, place, addressee_number) VALUES ($1, $2::int, $3) ON CONFLICT DO NOTHING
