-- Who was refused at the door often on one day: by the id that was said, and by terminal where that was of several ids.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 refusals of a day from which on it is told: who (@ before a
-- terminal), office, from, to, refusals, why and, of a terminal, whom, an entry, findings in all
WITH failure AS (
    SELECT index, recorded_at, (recorded_at AT TIME ZONE 'Asia/Tokyo')::date AS day, coalesce(operator_id, record_text(record, 11), action) AS id,
        record_text(record_field(record, 4), 2) AS terminal_id, record_text(record_field(record, 4), 3) AS office,
        record_text(record, 10) AS code
    FROM audit_log
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz
      AND (action = 'staff.refused' OR action = 'api.token' AND record_text(record, 10) IS NOT NULL)
), found AS (
    SELECT CASE WHEN grouping(id) = 0 THEN id ELSE '@' || terminal_id END AS who, min(office) AS office,
        min(recorded_at) AS first, max(recorded_at) AS last, count(*) AS count,
        string_agg(DISTINCT code, ' ') || CASE WHEN grouping(id) = 0 THEN '' ELSE ': ' || string_agg(DISTINCT id, ' ') END AS why,
        min(index) AS index
    FROM failure GROUP BY GROUPING SETS ((day, id), (day, terminal_id))
    HAVING count(*) >= $4::bigint AND (grouping(id) = 0 OR terminal_id IS NOT NULL AND count(DISTINCT id) > 1)
)
SELECT who, office, japan_text(first), japan_text(last), count, left(why, 200), index, count(*) OVER ()
FROM found ORDER BY found.count DESC, who LIMIT $3::bigint
