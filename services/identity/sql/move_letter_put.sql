-- $1 event_id, $2 move_ref, $3 kind
INSERT INTO move_letter (event_id, move_ref, kind) VALUES ($1, $2, $3)
