-- $1 request_id, $2 peer, $3 operator_id, $4 terminal_id, $5 office
INSERT INTO inquiry (request_id, peer, operator_id, terminal_id, office) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (request_id) DO UPDATE
SET peer = excluded.peer, operator_id = excluded.operator_id, terminal_id = excluded.terminal_id,
    office = excluded.office, open = true, asked_at = now(), answered_at = NULL
