-- $1 event_id, $2 change_id, $3 register_ref, $4 subject
INSERT INTO notice (event_id, change_id, register_ref, subject) VALUES ($1, $2, $3, $4)
