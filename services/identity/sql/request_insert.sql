-- $1 request_id, $2 event_id, $3 change_id, $4 register_ref, $5 subject
INSERT INTO number_request (request_id, event_id, change_id, register_ref, subject) VALUES ($1, $2, $3, $4, $5)
