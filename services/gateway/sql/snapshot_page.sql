-- $1 宛名番号, $2 a bound, $3 rows, $4 whether the household is asked for: the next persons behind the one up to the other,
-- columns as person_find, then the birth of the youngest resident of the household
SELECT p.*, CASE WHEN $4::boolean THEN
                (SELECT max(y.birth_date) FROM person y WHERE y.household_number = p.household_number AND y.state = 'resident')
            END
FROM person p WHERE p.addressee_number > $1 AND p.addressee_number <= $2 ORDER BY p.addressee_number LIMIT $3::int
