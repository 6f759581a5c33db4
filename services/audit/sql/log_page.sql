-- $1 first index, $2 most rows: index, record, its hash in the tree, empty when it is not there yet, of one without its record
-- the segment of the archive, and the columns by which it is looked up, in the order of columns.h, the time as records have it
SELECT l.index, l.record, coalesce(substr(t.hashes, ((l.index - 1) % 256 * 32 + 1)::int, 32), ''),
    CASE WHEN l.record IS NULL THEN expired_in(l.index, l.action, l.recorded_at) ELSE 0 END,
    l.record_id, to_char(l.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), l.service, l.action, l.operator_id,
    l.subject, l.change_id
FROM audit_log l LEFT JOIN tile t ON t.level = 0 AND t.index = (l.index - 1) / 256
WHERE l.index >= $1::bigint ORDER BY l.index LIMIT $2::bigint
