-- $1 SHA-256 of the token: one row while a snapshot of its consumer is under way
SELECT s.snapshot_id FROM rest_token t JOIN snapshot s ON s.consumer = t.consumer AND s.ended_at IS NULL WHERE t.sha256 = $1
