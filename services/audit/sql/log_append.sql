-- New entries, one array item each; their records stand one after the other in $2.
-- $1 index of the first, $2 bytea records, $3 bigint[] first byte of each record (from 1), $4 bigint[] its length,
-- $5 uuid[] record_id, $6 timestamptz[] recorded_at, $7 text[] service, $8 text[] action, $9 text[] operator_id,
-- $10 text[] subject, $11 text[] change_id
INSERT INTO audit_log (index, record, record_id, recorded_at, service, action, operator_id, subject, change_id)
SELECT $1::bigint + n - 1, substr($2::bytea, start::int, length::int), record_id, recorded_at,
    service, action, operator_id, subject, change_id
FROM unnest($3::bigint[], $4::bigint[], $5::uuid[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::text[])
     WITH ORDINALITY AS entry (start, length, record_id, recorded_at, service, action, operator_id, subject, change_id, n)
