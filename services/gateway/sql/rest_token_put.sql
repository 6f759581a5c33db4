-- $1 SHA-256 of a new token, $2 consumer, $3 milliseconds that it lives; those that are over go
WITH over AS (
    DELETE FROM rest_token WHERE expires_at < now()
), used AS (
    DELETE FROM rest_assertion WHERE expires_at < now()
)
INSERT INTO rest_token (sha256, consumer, expires_at) VALUES ($1, $2, now() + $3::bigint * interval '1 millisecond')
