-- $1 snapshot id: it takes the place of one that has not ended; each of its markers says so once
WITH replaced AS (
    DELETE FROM snapshot_person WHERE snapshot_id <> $1
)
INSERT INTO snapshot (snapshot_id) VALUES ($1) ON CONFLICT DO NOTHING
