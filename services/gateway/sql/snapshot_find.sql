-- $1 snapshot_id, $2 consumer. The last but one: no transaction is running any more that may have read, before this snapshot
-- began to walk, who the consumers are, and so tells this one nothing of a change. The last: how many persons there are,
-- roughly.
SELECT state, reason, request_id, position, persons, digest,
       to_char(begun_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(opened_xid < pg_snapshot_xmin(pg_current_snapshot()), false),
       (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'person'::regclass)
FROM snapshot WHERE snapshot_id = $1 AND consumer = $2 AND ended_at IS NULL
FOR UPDATE
