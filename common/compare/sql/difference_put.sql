-- rows
-- $1 compare_id, $2 bytea position, $3 kind, $4 local reference or null
INSERT INTO compare_difference (compare_id, position, kind, local_ref)
SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[])
ON CONFLICT (compare_id, position) DO NOTHING
