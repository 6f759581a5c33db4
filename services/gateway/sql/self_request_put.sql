-- $1 request_id
INSERT INTO self_request (request_id) VALUES ($1)
