-- $1 processing date, $2 events of a file at most, $3 milliseconds from one difference to the next. One row for each
-- file that may be made now: consumer, number, kind, part, whether it is the last one, after, until. While a file of a consumer
-- is being made there is no next one. A snapshot that has ended supersedes all before it; one that has not is waited for.
SELECT c.id, coalesce(f.number, 0) + 1, CASE WHEN e.id IS NULL THEN 'diff' ELSE 'full' END,
       CASE WHEN e.id IS NOT NULL AND f.kind = 'full' AND f.after >= b.id - 1 THEN f.part + 1 ELSE 1 END,
       e.id IS NULL OR s.until = e.id, p.after, s.until
FROM consumers_on($1::date) AS c
LEFT JOIN LATERAL (SELECT * FROM bridge_file WHERE consumer = c.id ORDER BY number DESC LIMIT 1) AS f ON true
LEFT JOIN LATERAL (
    SELECT id, snapshot_id FROM bridge_event
    WHERE consumer = c.id AND snapshot_id <> '' AND id > coalesce(f.until, 0) AND type LIKE '%SnapshotEnded'
    ORDER BY id DESC LIMIT 1
) AS e ON true
LEFT JOIN LATERAL (
    SELECT id FROM bridge_event
    WHERE consumer = c.id AND snapshot_id <> '' AND snapshot_id = e.snapshot_id AND type LIKE '%SnapshotBegun'
    ORDER BY id LIMIT 1
) AS b ON true
LEFT JOIN LATERAL (
    SELECT m.id FROM bridge_event m
    JOIN snapshot r ON r.snapshot_id = m.snapshot_id AND r.ended_at IS NULL
    WHERE m.consumer = c.id AND m.snapshot_id <> '' AND m.id > coalesce(f.until, 0)
    ORDER BY m.id LIMIT 1
) AS running ON true
CROSS JOIN LATERAL (SELECT greatest(coalesce(f.until, 0), coalesce(b.id - 1, 0)) AS after) AS p
CROSS JOIN LATERAL (
    SELECT max(id) AS until, count(*) AS events FROM (
        SELECT id FROM bridge_event
        WHERE consumer = c.id AND id > p.after AND id <= coalesce(e.id, running.id - 1, 9223372036854775807)
        ORDER BY id LIMIT $2::int) AS slice
) AS s
WHERE c.delivery = 'file' AND s.until IS NOT NULL AND coalesce(f.state, '') NOT IN ('planned', 'sealed')
  AND (e.id IS NOT NULL OR s.events = $2::int OR f.number IS NULL
       OR f.planned_at <= now() - $3::bigint * interval '1 millisecond')
