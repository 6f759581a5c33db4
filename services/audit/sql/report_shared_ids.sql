-- Operators who acted at a terminal, at another one, and at the first again, within a short time: two at once under one id.
-- $1 timestamptz from, $2 timestamptz until (not included), $3 most rows, $4 longest time between both acts at the first
-- terminal in milliseconds: who, office, from, to, how often, terminals, an entry, findings in all
WITH act AS (
    SELECT index, recorded_at, operator_id, terminal_id
    FROM staff_act
    WHERE recorded_at >= $1::timestamptz AND recorded_at < $2::timestamptz AND terminal_id IS NOT NULL
), moved AS ( -- the first act at a terminal, and the last one at the terminal before
    SELECT *, lag(recorded_at) OVER w AS left_at, lag(terminal_id) OVER w AS left_terminal
    FROM act WINDOW w AS (PARTITION BY operator_id ORDER BY recorded_at, index)
), change AS (
    SELECT *, lag(left_terminal) OVER w AS earlier_terminal, lag(left_at) OVER w AS earlier_at
    FROM moved WHERE left_terminal <> terminal_id WINDOW w AS (PARTITION BY operator_id ORDER BY recorded_at, index)
)
SELECT f.operator_id, l.office, japan_text(f.first), japan_text(f.last), f.times, left(f.terminals, 200), f.index, f.found
FROM (
    SELECT operator_id, min(earlier_at) AS first, max(recorded_at) AS last, count(*) AS times,
        string_agg(DISTINCT left_terminal || '/' || terminal_id, ' ') AS terminals, min(index) AS index,
        count(*) OVER () AS found
    FROM change
    WHERE earlier_terminal = terminal_id AND recorded_at - earlier_at <= $4::bigint * interval '1 ms'
    GROUP BY operator_id
    ORDER BY count(*) DESC, operator_id LIMIT $3::bigint
) f JOIN staff_act l ON l.index = f.index
ORDER BY f.times DESC, f.operator_id
