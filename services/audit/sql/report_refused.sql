-- Who was refused before he could do anything: by the broker, by a database, by the doors of the services.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows: who, office, from, to, times, what, an entry,
-- findings in all
SELECT who, office, japan_text(min(recorded_at)), japan_text(max(recorded_at)), sum(times)::bigint,
    concat_ws(' ', action, code, 'from ' || host), min(index), count(*) OVER ()
FROM (
    SELECT index, recorded_at, action, coalesce(operator_id, '-') AS who,
        coalesce(record_text(record_field(record, 4), 3), '') AS office,
        record_text(record_field(record, 4), 2) AS host, record_text(record, 10) AS code,
        CASE WHEN action = 'staff.refused' THEN 1
             ELSE coalesce((regexp_match(record_text(record, 11), ' x([0-9]{1,9})$'))[1]::bigint, 1) END AS times
    FROM audit_log
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz
      AND action IN ('transport.refused', 'database.refused', 'staff.refused')
) AS refused
GROUP BY action, who, office, host, code
ORDER BY 5 DESC, min(index) LIMIT $3::bigint
