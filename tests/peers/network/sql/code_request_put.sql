-- $1 request_id, $2 why refused, or ''
INSERT INTO code_request (request_id, refused) VALUES ($1, $2) ON CONFLICT DO NOTHING
