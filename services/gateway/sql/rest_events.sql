-- $1 SHA-256 of the token, $2 id behind which to begin, NULL: where its latest snapshot begins, $3 rows at most
SELECT b.id, b.type, b.snapshot_id, b.event_id, b.sequence, b.payload,
       EXISTS (SELECT FROM restraint r WHERE r.addressee_number = b.key AND r.restrained)
FROM rest_token t
CROSS JOIN LATERAL (
    SELECT * FROM bridge_event e
    WHERE e.consumer = t.consumer AND e.id > coalesce($2::bigint, (
        SELECT m.id - 1 FROM bridge_event m
        WHERE m.consumer = t.consumer AND m.snapshot_id <> '' AND m.type LIKE '%SnapshotBegun'
        ORDER BY m.id DESC LIMIT 1), 0)
    ORDER BY e.id LIMIT $3::int
) AS b
WHERE t.sha256 = $1
ORDER BY b.id
