-- Rows of different persons, or of searches, at short distances, without a change among them. Who was only on a list that a
-- search found is no step of a row.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 steps from which on it is told, $5 longest distance
-- in milliseconds: who, office, from, to, steps, seconds between them and actions, an entry, findings in all
WITH step AS (
    SELECT index, recorded_at, operator_id, action, coalesce(subject, index::text) AS whom, change_id,
        lag(recorded_at) OVER (PARTITION BY operator_id ORDER BY recorded_at, index) AS before
    FROM staff_act
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND split_part(action, '.', 2) <> 'found'
      AND (subject IS NOT NULL OR change_id IS NOT NULL OR split_part(action, '.', 2) IN ('search', 'searched'))
), numbered AS (
    SELECT *, count(*) FILTER (WHERE change_id IS NOT NULL OR recorded_at - before > $5::bigint * interval '1 ms')
                  OVER (PARTITION BY operator_id ORDER BY recorded_at, index) AS number
    FROM step
)
SELECT f.operator_id, l.office, japan_text(f.first), japan_text(f.last), f.steps,
    round(extract(epoch FROM f.last - f.first) / (f.steps - 1), 1) || ' s: ' || left(f.actions, 200), f.index, f.found
FROM (
    SELECT operator_id, min(recorded_at) AS first, max(recorded_at) AS last, count(DISTINCT whom) AS steps,
        string_agg(DISTINCT action, ' ' ORDER BY action) AS actions, min(index) AS index, count(*) OVER () AS found
    FROM numbered WHERE change_id IS NULL
    GROUP BY operator_id, number
    HAVING count(DISTINCT whom) >= $4::bigint
    ORDER BY min(recorded_at), operator_id LIMIT $3::bigint
) f JOIN staff_act l ON l.index = f.index
ORDER BY f.first, f.operator_id
