-- $1 request_id, $2 event_id, $3 how many
INSERT INTO code_order (request_id, event_id, count) VALUES ($1, $2, $3::int)
