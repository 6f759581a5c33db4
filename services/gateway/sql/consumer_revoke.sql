-- $1 consumer, $2 its last version, $3 reason, $4 by whom, $5 terminal
WITH missed AS (
    DELETE FROM consumer_missed WHERE consumer = $1
)
INSERT INTO consumer_revocation (id, version, reason, revoked_by, revoked_terminal)
VALUES ($1, $2::int, $3, $4, $5)
