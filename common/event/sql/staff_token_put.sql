-- $1 token, $2 when it ends, seconds since 1970; those that have ended are forgotten
WITH ended AS (
    DELETE FROM staff_token
    WHERE token_id IN (SELECT token_id FROM staff_token WHERE ends_at < now() - interval '1 hour' ORDER BY ends_at LIMIT 100
        FOR UPDATE SKIP LOCKED)
)
INSERT INTO staff_token (token_id, ends_at) VALUES ($1, to_timestamp($2::bigint)) ON CONFLICT DO NOTHING
