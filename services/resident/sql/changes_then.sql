-- binary
-- Persons by 異動事由 and 町字 whose change is dated within a span and was not taken back. $1 first day, $2 last day.
-- Of a pair the 記載 counts, of a 転出 how it was settled; one that is only planned is none yet. Columns as in
-- residents_then, the second being the 異動事由.
WITH moved AS MATERIALIZED (
    SELECT ARRAY(SELECT d.addressee_number FROM person_record d WHERE d.change_date BETWEEN $1 AND $2 LIMIT 100001) AS number
), counted AS (
    SELECT r.reason, count(*) AS persons, min((r.addressee_number || ' ' || r.history_number) COLLATE "C") AS one
    FROM moved m
    CROSS JOIN LATERAL person_record_standing(CASE WHEN cardinality(m.number) <= 100000 THEN m.number END) s
    JOIN person_record r USING (addressee_number, history_number)
    WHERE r.change_date BETWEEN $1 AND $2 AND NOT (r.state = 1 AND r.move_out_change_id IS NOT DISTINCT FROM r.change_id)
    GROUP BY r.reason, r.district_word
)
SELECT c.persons::text, c.reason, 'f', r.addressee_number, r.history_number::text, r.content
FROM counted c
JOIN person_record r ON r.addressee_number = split_part(c.one, ' ', 1) AND r.history_number = split_part(c.one, ' ', 2)::int
UNION ALL
SELECT '0', '', 't', NULL, NULL, NULL FROM moved WHERE cardinality(number) > 100000
