-- $1 consumer: the snapshot that is under way
SELECT snapshot_id FROM snapshot WHERE consumer = $1 AND ended_at IS NULL
