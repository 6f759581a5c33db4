-- The acts of operators about persons under 支援措置 or another 抑止, since it was set.
-- $1 timestamptz from, $2 index behind which to begin, or 0, $3 timestamptz until (not included), $4 most rows: index, record,
-- its hash in the tree, empty when it is not there yet
SELECT l.index, l.record, coalesce(substr(t.hashes, ((l.index - 1) % 256 * 32 + 1)::int, 32), '')
FROM (
    SELECT l.index, l.recorded_at, l.record
    FROM (SELECT subject, min(recorded_at) AS since FROM audit_log
          WHERE action IN ('restraint.set', 'restraint.joined', 'restraint.known_as') GROUP BY subject) p
    JOIN audit_log l ON l.subject = p.subject AND l.recorded_at > p.since
    WHERE l.operator_id IS NOT NULL AND split_part(l.action, '.', 1) <> 'restraint'
      AND (l.recorded_at, l.index) > (greatest($1::timestamptz,
          (SELECT recorded_at FROM audit_log WHERE index = $2::bigint)), $2::bigint)
      AND l.recorded_at < $3::timestamptz
    ORDER BY l.recorded_at, l.index LIMIT $4::bigint
) l LEFT JOIN tile t ON t.level = 0 AND t.index = (l.index - 1) / 256
ORDER BY l.recorded_at, l.index
