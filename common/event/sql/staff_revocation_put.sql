-- $1 kind, $2 value, $3 revocation_id
INSERT INTO staff_revocation (kind, value, revocation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
