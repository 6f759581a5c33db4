-- binary
-- $1 宛名番号, $2 a bound, $3 rows, $4 whether the household is asked for, $5 consumer, $6 processing date: the next 宛名番号
-- behind the one up to the other, of persons and of whom the affair of the consumer has used as 住登外者; each with the columns of
-- carried_find, all null but the 宛名番号 where it has nobody to tell of, the last three null of who is no 住登外者; then the birth
-- of the youngest resident of the household.
WITH consumer AS MATERIALIZED (
    SELECT c.affair FROM consumers_on($6::date) AS c WHERE c.id = $5
), page AS MATERIALIZED (
    SELECT addressee_number FROM (
        (SELECT p.addressee_number FROM person p
         WHERE p.addressee_number > $1 AND p.addressee_number <= $2 ORDER BY p.addressee_number LIMIT $3::int)
        UNION
        (SELECT DISTINCT l.addressee_number FROM affair_link l
         WHERE l.affair = (SELECT affair FROM consumer) AND l.addressee_number > $1 AND l.addressee_number <= $2
         ORDER BY l.addressee_number LIMIT $3::int)
    ) AS u
    ORDER BY addressee_number LIMIT $3::int
)
SELECT page.addressee_number, one.history_number::text, one.restrained::text, one.content, one.state, one.integrated_number,
       one.request_id,
       CASE WHEN $4::boolean THEN
           (SELECT max(y.birth_date) FROM person y WHERE y.household_number = one.household_number AND y.state = 'resident')
       END
FROM page
LEFT JOIN LATERAL (
    SELECT o.content_of AS history_number, o.restrained, o.content, o.state, o.integrated_number, o.request_id,
           NULL AS household_number, true AS outside
    FROM nonresident_person o
    WHERE o.addressee_number = page.addressee_number AND o.affair = (SELECT affair FROM consumer)
    UNION ALL
    SELECT p.history_number, p.restrained, p.content, NULL, NULL, NULL, p.household_number, false
    FROM person p WHERE p.addressee_number = page.addressee_number
    ORDER BY outside DESC LIMIT 1
) AS one ON true
ORDER BY page.addressee_number
