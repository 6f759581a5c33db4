-- A comparison begins; one with the same partner that is not done is given up.
-- $1 compare_id, $2 partner, $3 state
WITH given_up AS (
    UPDATE compare SET state = 'abandoned', finished_at = now()
    WHERE partner = $2 AND finished_at IS NULL AND compare_id <> $1
)
INSERT INTO compare (compare_id, partner, state) VALUES ($1, $2, $3) ON CONFLICT (compare_id) DO NOTHING
