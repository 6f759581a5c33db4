-- $1 consumer: its latest snapshots and 照合
SELECT id, kind, reason, state, persons, resent, digest, to_char(begun_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM (
    (SELECT snapshot_id AS id, 'snapshot' AS kind, reason, state, persons, 0 AS resent, encode(digest, 'hex') AS digest,
            begun_at, ended_at
     FROM snapshot WHERE consumer = $1 ORDER BY begun_at DESC LIMIT 20)
    UNION ALL
    (SELECT request_id, 'reconcile', 'requested', state, persons, resent, '', begun_at, ended_at
     FROM reconcile WHERE consumer = $1 ORDER BY begun_at DESC LIMIT 20)
) AS latest
ORDER BY begun_at DESC LIMIT 20
