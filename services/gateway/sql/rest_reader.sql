-- $1 SHA-256 of the token: up to where its log was erased, its last id, whether nothing is missing of it since the beginning of
-- its latest snapshot, and whether since that of one that ended
SELECT coalesce(r.erased, 0), coalesce((SELECT max(id) FROM bridge_event e WHERE e.consumer = t.consumer), r.erased, 0),
       coalesce(r.erased, 0) = 0 OR EXISTS (
           SELECT FROM bridge_event b
           WHERE b.consumer = t.consumer AND b.snapshot_id <> '' AND b.type LIKE '%SnapshotBegun' AND b.id > r.erased),
       coalesce(r.erased, 0) = 0 OR EXISTS (
           SELECT FROM bridge_event e JOIN bridge_event b ON b.consumer = e.consumer AND b.snapshot_id = e.snapshot_id
           WHERE e.consumer = t.consumer AND e.snapshot_id <> '' AND e.type LIKE '%SnapshotEnded'
             AND b.snapshot_id <> '' AND b.type LIKE '%SnapshotBegun' AND b.id > r.erased)
FROM rest_token t LEFT JOIN bridge_reader r ON r.consumer = t.consumer WHERE t.sha256 = $1
