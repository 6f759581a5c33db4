-- $1 SHA-256 of an assertion, used now; it is remembered for as long as one may live. A second one at the same moment fails.
INSERT INTO rest_assertion (sha256, expires_at) VALUES ($1, now() + interval '15 minutes')
