-- A page of records. $1 compare_id, $2 text[] positions, $3 text[] digests (both hexadecimal), $4 text[] local references
INSERT INTO compare_record (serial, position, digest, local_ref)
SELECT c.serial, decode(p, 'hex'), decode(d, 'hex'), r
FROM compare c, unnest($2::text[], $3::text[], $4::text[]) AS t (p, d, r)
WHERE c.compare_id = $1
ON CONFLICT (serial, position) DO NOTHING
