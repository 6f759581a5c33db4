-- Operators who read of many persons for whom nobody of their office did anything else some days before or after.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 persons from which on it is told, $5 days: who, office,
-- from, to, persons, actions, an entry, findings in all
WITH look AS (
    SELECT operator_id, office, subject, min(recorded_at) AS first, max(recorded_at) AS last,
        string_agg(DISTINCT action, ' ' ORDER BY action) AS actions, min(index) AS index
    FROM staff_act
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND subject IS NOT NULL AND is_read(action)
    GROUP BY operator_id, office, subject
)
SELECT operator_id, office, japan_text(min(first)), japan_text(max(last)), count(*),
    left(string_agg(DISTINCT actions, ' '), 200), min(index), count(*) OVER ()
FROM look
WHERE NOT EXISTS (
    SELECT FROM staff_act task
    WHERE task.subject = look.subject AND NOT is_read(task.action)
      AND task.recorded_at > look.first - $5::bigint * interval '1 day'
      AND task.recorded_at < look.last + $5::bigint * interval '1 day'
      AND task.office IS NOT DISTINCT FROM look.office)
GROUP BY operator_id, office
HAVING count(*) >= $4::bigint
ORDER BY count(*) DESC, operator_id LIMIT $3::bigint
