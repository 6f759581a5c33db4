-- $1 snapshot_id, $2 consumer; the last column: how many persons there are, roughly
SELECT state, request_id, position, persons, digest,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'person'::regclass)
FROM snapshot WHERE snapshot_id = $1 AND consumer = $2 AND ended_at IS NULL
FOR UPDATE
