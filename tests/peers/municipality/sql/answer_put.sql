-- $1 event_id, $2 move_ref, $3 code
INSERT INTO answer (event_id, move_ref, code) VALUES ($1, $2, $3)
