-- $1 SHA-256 of a token: whose it is
SELECT consumer FROM rest_token WHERE sha256 = $1 AND expires_at > now()
