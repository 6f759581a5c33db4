-- Persons by 異動事由 and 町字 whose change is dated within a span and was not taken back. $1 first day, $2 last day.
-- Of a pair the 記載 counts, of a 転出 how it was settled; one that is only planned is none yet. The last column as in
-- residents_then.
WITH moved AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date BETWEEN $1 AND $2 LIMIT 100001) AS number
)
SELECT *
FROM (
    SELECT r.reason, r.address_town, count(*), false AS cut_off
    FROM moved m
    CROSS JOIN LATERAL person_record_standing(CASE WHEN cardinality(m.number) <= 100000 THEN m.number END) s
    JOIN person_record r USING (addressee_number, history_number)
    WHERE r.change_date BETWEEN $1 AND $2 AND NOT (r.state = 1 AND r.move_out_change_id IS NOT DISTINCT FROM r.change_id)
    GROUP BY r.reason, r.address_town
    UNION ALL
    SELECT '', '', 0, true FROM moved WHERE cardinality(number) > 100000) counted
ORDER BY reason COLLATE "C", address_town COLLATE "C"
