-- $1 event_id, $2 move_ref, $3 answered
INSERT INTO request (event_id, move_ref, answered) VALUES ($1, $2, $3)
