-- $1 first index, $2 most rows: index, record, its hash in the tree, empty when it is not there yet
SELECT l.index, l.record, coalesce(substr(t.hashes, ((l.index - 1) % 256 * 32 + 1)::int, 32), '')
FROM audit_log l LEFT JOIN tile t ON t.level = 0 AND t.index = (l.index - 1) / 256
WHERE l.index >= $1::bigint ORDER BY l.index LIMIT $2::bigint
