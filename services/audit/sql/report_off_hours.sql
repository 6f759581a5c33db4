-- What operators did while the office was closed, by operator and day.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 timestamptz[] when the office opened,
-- $5 timestamptz[] when it closed: who, office, from, to, acts, actions, an entry, findings in all
SELECT f.operator_id, l.office, japan_text(f.first), japan_text(f.last), f.count, left(f.actions, 200), f.index, f.found
FROM (
    SELECT operator_id, min(recorded_at) AS first, max(recorded_at) AS last, count(*) AS count,
        string_agg(DISTINCT action, ' ' ORDER BY action) AS actions, min(index) AS index, count(*) OVER () AS found
    FROM staff_act a
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz
      AND NOT EXISTS (SELECT FROM unnest($4::timestamptz[], $5::timestamptz[]) AS open (since, until)
                      WHERE a.recorded_at >= open.since AND a.recorded_at < open.until)
    GROUP BY operator_id, (recorded_at AT TIME ZONE 'Asia/Tokyo')::date
    ORDER BY min(recorded_at), operator_id LIMIT $3::bigint
) f JOIN staff_act l ON l.index = f.index
ORDER BY f.first, f.operator_id
