-- $1 宛名番号, $2 a bound, $3 rows, $4 whether the household is asked for, $5 consumer, $6 processing date: the next 宛名番号
-- behind the one up to the other, of persons and of whom the affair of the consumer has used as 住登外者; columns of the person
-- as person_find, all null where it has nobody to tell of, then whether he is a 住登外者, the birth of the youngest resident of
-- the household, and the 宛名番号.
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
SELECT one.*,
       CASE WHEN $4::boolean THEN
           (SELECT max(y.birth_date) FROM person y WHERE y.household_number = one.household_number AND y.state = 'resident')
       END,
       page.addressee_number
FROM page
LEFT JOIN LATERAL (
    SELECT (o.person).*, true AS outside FROM nonresident_person o
    WHERE o.addressee_number = page.addressee_number AND o.affair = (SELECT affair FROM consumer)
    UNION ALL
    SELECT p.*, false FROM person p WHERE p.addressee_number = page.addressee_number
    ORDER BY outside DESC LIMIT 1
) AS one ON true
ORDER BY page.addressee_number
