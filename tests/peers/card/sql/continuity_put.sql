-- $1 request id, $2 register_ref, $3 blind index of the 住民票コード, $4 day of the move-in
INSERT INTO continuity (request_id, register_ref, code_index, move_in_date) VALUES ($1, $2, $3::bytea, $4)
ON CONFLICT DO NOTHING
