-- What of a segment would go. $1 segment, $2 text[] class, $3 date[] last day, $4 boolean: also what has left the log: class, how many go, how many stay
SELECT ($2::text[])[n], count(*) FILTER (WHERE over), count(*) FILTER (WHERE NOT over)
FROM archive_segment s
JOIN audit_log l ON l.index BETWEEN s.first AND s.last
CROSS JOIN LATERAL (SELECT coalesce(array_position($2::text[], split_part(l.action, '.', 1)), array_position($2::text[], '')) AS n,
    is_over(l.action, l.recorded_at, $2::text[], $3::date[]) AS over) c
WHERE s.number = $1::int AND ($4::boolean OR l.record IS NOT NULL)
GROUP BY n ORDER BY n
