-- $1 event_id, $2 in: of the gateway, out: of the network, $3 code
INSERT INTO refused (event_id, direction, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
