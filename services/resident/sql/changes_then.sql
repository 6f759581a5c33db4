-- Persons by 異動事由 and 町字 whose change is dated within a span and was not taken back. $1 first day, $2 last day,
-- $3 text[] reasons that are one half of another's (消除 of a pair). Steps and 取消し as in residents_then.
WITH moved AS MATERIALIZED (
    SELECT DISTINCT addressee_number FROM person_record WHERE change_date BETWEEN $1 AND $2
), stacked AS (
    SELECT s.*, sum(s.begins) OVER (PARTITION BY addressee_number ORDER BY history_number) AS step
    FROM (
        SELECT r.addressee_number, r.history_number, r.change_date, r.reason, r.address_town, c.cancels,
               CASE WHEN lag(r.change_id) OVER person IS DISTINCT FROM r.change_id THEN 1 ELSE 0 END AS begins
        FROM moved m
        JOIN person_record r ON r.addressee_number = m.addressee_number
        LEFT JOIN change c ON c.change_id = r.change_id
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number)) s
), followed AS (
    SELECT t.*,
           coalesce(min(step) FILTER (WHERE cancels IS NULL)
                        OVER (PARTITION BY addressee_number ORDER BY step
                              GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
                    max(step) OVER (PARTITION BY addressee_number) + 1) - step - 1 AS cancellations
    FROM stacked t
)
SELECT reason, address_town, count(*)
FROM followed
WHERE cancellations % 2 = 0 AND change_date BETWEEN $1 AND $2 AND reason <> ALL ($3)
GROUP BY reason, address_town
ORDER BY reason COLLATE "C", address_town COLLATE "C"
