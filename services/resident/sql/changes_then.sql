-- Persons by 異動事由 and 町字 whose change is dated within a span and was not taken back. $1 first day, $2 last day,
-- $3 text[] reasons that are one half of another's (消除 of a pair). Steps, 取消し and the last column as in
-- residents_then.
WITH moved AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date BETWEEN $1 AND $2 LIMIT 100001) AS number
), stacked AS (
    SELECT s.*, sum(s.begins) OVER (PARTITION BY addressee_number ORDER BY history_number) AS step
    FROM (
        SELECT r.addressee_number, r.history_number, r.change_date, r.reason, r.address_town,
               (SELECT c.cancels FROM change c WHERE c.change_id = r.change_id) AS cancels,
               CASE WHEN lag(r.change_id) OVER person IS DISTINCT FROM r.change_id THEN 1 ELSE 0 END AS begins
        FROM person_record r
        WHERE r.addressee_number = ANY ((SELECT number FROM moved WHERE cardinality(number) <= 100000)::text[])
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number)) s
), followed AS (
    SELECT t.*,
           coalesce(min(step) FILTER (WHERE cancels IS NULL)
                        OVER (PARTITION BY addressee_number ORDER BY step
                              GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
                    max(step) OVER (PARTITION BY addressee_number) + 1) - step - 1 AS cancellations
    FROM stacked t
)
SELECT *
FROM (
    SELECT reason, address_town, count(*), false AS cut_off
    FROM followed
    WHERE cancellations % 2 = 0 AND change_date BETWEEN $1 AND $2 AND reason <> ALL ($3)
    GROUP BY reason, address_town
    UNION ALL
    SELECT '', '', 0, true FROM moved WHERE cardinality(number) > 100000) counted
ORDER BY reason COLLATE "C", address_town COLLATE "C"
