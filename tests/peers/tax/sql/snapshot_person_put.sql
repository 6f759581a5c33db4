-- rows
-- $1 snapshot id, $2 addressee_number, $3 digest of what was told
INSERT INTO snapshot_person (snapshot_id, addressee_number, digest)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
ON CONFLICT (snapshot_id, addressee_number) DO UPDATE SET digest = excluded.digest
