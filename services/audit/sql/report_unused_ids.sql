-- Operators who have acted and then not for long, until the end of the period. Each id is found by the one before it, its last act
-- by the index.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 days without an act from which on it is told: who,
-- office, last act, last act, days, its action, its entry, findings in all
WITH RECURSIVE id AS (
    (SELECT operator_id FROM audit_log WHERE operator_id IS NOT NULL ORDER BY operator_id LIMIT 1)
    UNION ALL
    SELECT (SELECT l.operator_id FROM audit_log l WHERE l.operator_id > id.operator_id ORDER BY l.operator_id LIMIT 1)
    FROM id WHERE id.operator_id IS NOT NULL
), last AS (
    SELECT a.operator_id, a.index, a.recorded_at, count(*) OVER () AS found
    FROM id CROSS JOIN LATERAL (
        SELECT s.operator_id, s.index, s.recorded_at FROM staff_act s
        WHERE s.operator_id = id.operator_id AND s.recorded_at < $2::timestamptz
        ORDER BY s.recorded_at DESC, s.index DESC LIMIT 1
    ) a
    WHERE a.recorded_at < least($2::timestamptz, greatest($1::timestamptz, now())) - $4::bigint * interval '1 day'
    ORDER BY a.recorded_at, a.operator_id LIMIT $3::bigint
)
SELECT f.operator_id, l.office, japan_text(f.recorded_at), japan_text(f.recorded_at),
    extract(day FROM least($2::timestamptz, greatest($1::timestamptz, now())) - f.recorded_at)::bigint, l.action, f.index, f.found
FROM last f JOIN staff_act l ON l.index = f.index
ORDER BY f.recorded_at, f.operator_id
