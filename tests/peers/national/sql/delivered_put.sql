-- $1 request_id, $2 first serial, $3 how many
INSERT INTO delivered (request_id, first, count) VALUES ($1, $2::int, $3::int) ON CONFLICT DO NOTHING
