-- $1 move_ref, $2 municipality code, $3 state
INSERT INTO move_out (move_ref, municipality_code, state) VALUES ($1, $2, $3::int)
ON CONFLICT (move_ref) DO UPDATE SET state = excluded.state, changed_at = now()
