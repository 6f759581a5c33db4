-- $1 consumer: its last version, which counts from a later day, needs a snapshot on that day
INSERT INTO consumer_missed (consumer, version) SELECT id, max(version) FROM consumer WHERE id = $1 GROUP BY id
ON CONFLICT DO NOTHING
