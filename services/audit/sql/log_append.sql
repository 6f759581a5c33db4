-- New entries, one array item each; their records stand one after the other in $2, their hashes in $3.
-- $1 index of the first, $2 bytea records, $3 bytea hashes, $4 bigint[] first byte of each record (from 1),
-- $5 bigint[] its length, $6 uuid[] record_id, $7 timestamptz[] recorded_at, $8 text[] action, $9 text[] change_id
INSERT INTO audit_log (index, record, hash, record_id, recorded_at, action, change_id)
SELECT $1::bigint + n - 1, substr($2::bytea, start::int, length::int), substr($3::bytea, (n * 32 - 31)::int, 32),
       record_id, recorded_at, action, change_id
FROM unnest($4::bigint[], $5::bigint[], $6::uuid[], $7::timestamptz[], $8::text[], $9::text[])
     WITH ORDINALITY AS entry (start, length, record_id, recorded_at, action, change_id, n)
