-- Persons by 異動事由 and 町字 whose change is dated within a span and was not taken back. $1 first day, $2 last day.
-- Of the rows of one change the last counts: 記載 of a pair, 転出 as it was settled; 転出 that is only planned is none.
-- 取消し and the last column as in residents_then.
WITH moved AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date BETWEEN $1 AND $2 LIMIT 100001) AS number
), stacked AS (
    SELECT s.*, sum(s.begins) OVER (PARTITION BY addressee_number ORDER BY history_number) AS step
    FROM (
        SELECT r.addressee_number, r.change_id, r.history_number, r.change_date, r.reason, r.address_town,
               (SELECT c.cancels FROM change c WHERE c.change_id = r.change_id) AS cancels,
               r.state = 1 AND r.move_out_change_id IS NOT DISTINCT FROM r.change_id AS planned,
               CASE WHEN lag(r.change_id) OVER person IS DISTINCT FROM r.change_id THEN 1 ELSE 0 END AS begins
        FROM person_record r
        WHERE r.addressee_number = ANY ((SELECT number FROM moved WHERE cardinality(number) <= 100000)::text[])
        WINDOW person AS (PARTITION BY r.addressee_number ORDER BY r.history_number)) s
), rooted AS (
    SELECT s.*, count(named) OVER (PARTITION BY addressee_number ORDER BY history_number) AS family
    FROM (
        SELECT t.*, CASE WHEN cancels IS NULL THEN change_id
                         ELSE (SELECT c.change_id FROM change c WHERE c.change_id = t.cancels AND c.cancels IS NULL)
                    END AS named
        FROM stacked t) s
), followed AS (
    SELECT f.*,
           lead(history_number) OVER (PARTITION BY addressee_number, change_id ORDER BY history_number) IS NULL AS last,
           count(cancels) OVER (PARTITION BY addressee_number, root)
               - count(cancels) OVER (PARTITION BY addressee_number, root ORDER BY step) AS cancellations
    FROM (
        SELECT r.*, max(named) OVER (PARTITION BY addressee_number, family) AS root
        FROM rooted r) f
)
SELECT *
FROM (
    SELECT reason, address_town, count(*), false AS cut_off
    FROM followed
    WHERE last AND NOT planned AND cancellations % 2 = 0 AND change_date BETWEEN $1 AND $2
    GROUP BY reason, address_town
    UNION ALL
    SELECT '', '', 0, true FROM moved WHERE cardinality(number) > 100000) counted
ORDER BY reason COLLATE "C", address_town COLLATE "C"
