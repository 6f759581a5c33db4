-- The acts of an operator. $1 operator_id,
-- $2 timestamptz from, $3 index behind which to begin, or 0, $4 timestamptz until (not included), $5 most rows: index, record,
-- its hash in the tree, empty when it is not there yet
SELECT l.index, l.record, coalesce(substr(t.hashes, ((l.index - 1) % 256 * 32 + 1)::int, 32), '')
FROM (
    SELECT l.index, l.recorded_at, l.record FROM audit_log l
    WHERE l.operator_id = $1
      AND (l.recorded_at, l.index) > (greatest($2::timestamptz,
          (SELECT recorded_at FROM audit_log WHERE index = $3::bigint)), $3::bigint)
      AND l.recorded_at < $4::timestamptz
    ORDER BY l.recorded_at, l.index LIMIT $5::bigint
) l LEFT JOIN tile t ON t.level = 0 AND t.index = (l.index - 1) / 256
ORDER BY l.recorded_at, l.index
