-- $1 request id, $2 change id, $3 addressee number
INSERT INTO number_request (request_id, change_id, addressee_number) VALUES ($1, $2, $3)
