-- $1 consumer: its snapshot that is under way is not ended
UPDATE snapshot SET state = 'abandoned', ended_at = now() WHERE consumer = $1 AND ended_at IS NULL
