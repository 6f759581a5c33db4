-- $1 request id, $2 reason
INSERT INTO snapshot_request (request_id, reason) VALUES ($1, $2)
