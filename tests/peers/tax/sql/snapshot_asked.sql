-- $1 request id, $2 reason where nobody wished for it by hand
INSERT INTO snapshot_request (request_id, reason, asked_at) VALUES ($1, $2, now())
ON CONFLICT (request_id) DO UPDATE SET asked_at = now()
