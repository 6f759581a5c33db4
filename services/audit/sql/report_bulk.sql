-- Operators who had to do with many persons on one day.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 persons of a day from which on it is told: who,
-- office, from, to, persons, actions, an entry, findings in all
SELECT f.operator_id, l.office, japan_text(f.first), japan_text(f.last), f.persons, left(f.actions, 200), f.index, f.found
FROM (
    SELECT operator_id, min(recorded_at) AS first, max(recorded_at) AS last, count(DISTINCT subject) AS persons,
        string_agg(DISTINCT action, ' ' ORDER BY action) AS actions, min(index) AS index, count(*) OVER () AS found
    FROM staff_act
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND subject IS NOT NULL
    GROUP BY operator_id, (recorded_at AT TIME ZONE 'Asia/Tokyo')::date
    HAVING count(DISTINCT subject) >= $4::bigint
    ORDER BY count(DISTINCT subject) DESC, operator_id LIMIT $3::bigint
) f JOIN staff_act l ON l.index = f.index
ORDER BY f.persons DESC, f.operator_id
