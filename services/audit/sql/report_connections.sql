-- Who connected to a database but the services, and whom it refused; what its server told of itself.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 role:program of the services, with blanks
-- between: who, office, from, to, times, what, an entry, findings in all, whether it is a service
WITH told AS (
    SELECT index, recorded_at, action, operator_id AS role, record_text(record_field(record, 4), 2) AS host,
        record_text(record, 10) AS code,
        regexp_match(record_text(record, 11), '^(.*) at ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|-) x([0-9]{1,9})$') AS part
    FROM audit_log
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND action LIKE 'database.%'
), came AS (
    SELECT index, action, role, host, code, part[1] AS what,
        role || ':' || substr(part[1], strpos(part[1], ' ') + 1) AS program, -- behind the database
        coalesce(nullif(part[2], '-')::timestamptz, recorded_at) AS at, coalesce(part[3]::bigint, 1) AS times
    FROM told
), service AS (
    SELECT name FROM string_to_table($4 || ' ' || current_user || ':audit', ' ') AS name
), finding AS (
    SELECT coalesce(role, '-') AS who, min(at) AS first, max(at) AS last, sum(times)::bigint AS times,
        concat_ws(' ', action, what, 'from ' || host, code) AS what, min(index) AS index,
        action = 'database.connected' AND EXISTS (
            SELECT FROM service WHERE program = name OR starts_with(program, name || '-')) AS usual
    FROM came GROUP BY role, program, action, what, host, code
    UNION ALL -- each report connects anew: who does not see our own connections sees nobody
    SELECT current_user, $1::timestamptz, $2::timestamptz, 0, 'log.silent', NULL, false
    WHERE NOT EXISTS (SELECT FROM came WHERE action = 'database.connected' AND program = current_user || ':audit')
    UNION ALL -- what was seen and is not in the trail yet
    SELECT current_user, min(ce_time::timestamptz), max(ce_time::timestamptz), count(*), 'log.late', NULL, false
    FROM outbox WHERE ce_time::timestamptz < now() - interval '1 minute' HAVING count(*) > 0
)
SELECT who, '', japan_text(first), japan_text(last), times, left(what, 200), index, count(*) FILTER (WHERE NOT usual) OVER (), usual
FROM finding ORDER BY usual, first, who, what LIMIT $3::bigint
