-- 情報照会, 情報提供 and 自己情報提供.
-- $1 timestamptz from, $2 index behind which to begin, or 0, $3 timestamptz until (not included), $4 most rows: index, record,
-- its hash in the tree, empty when it is not there yet
SELECT l.index, l.record, coalesce(substr(t.hashes, ((l.index - 1) % 256 * 32 + 1)::int, 32), '')
FROM (
    SELECT l.index, l.recorded_at, l.record FROM audit_log l
    WHERE split_part(l.action, '.', 1) IN ('inquiry', 'provision', 'self')
      AND l.record IS NOT NULL
      AND (l.recorded_at, l.index) > (greatest($1::timestamptz,
          (SELECT recorded_at FROM audit_log WHERE index = $2::bigint)), $2::bigint)
      AND l.recorded_at < $3::timestamptz
    ORDER BY l.recorded_at, l.index LIMIT $4::bigint
) l LEFT JOIN tile t ON t.level = 0 AND t.index = (l.index - 1) / 256
ORDER BY l.recorded_at, l.index
