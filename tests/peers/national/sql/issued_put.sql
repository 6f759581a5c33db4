-- $1 request_id, $2 serial
INSERT INTO issued (request_id, serial) VALUES ($1, $2::int)
ON CONFLICT (request_id) DO UPDATE SET answers = issued.answers + 1
