-- $1 consumer: its last version
SELECT * FROM consumer_record WHERE id = $1 AND version > 0 ORDER BY version DESC LIMIT 1
