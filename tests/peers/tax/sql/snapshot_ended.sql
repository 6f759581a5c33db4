-- $1 snapshot id, $2 marker
INSERT INTO snapshot_ended (snapshot_id, marker) VALUES ($1, $2::bigint) ON CONFLICT DO NOTHING
