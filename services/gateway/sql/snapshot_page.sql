-- $1 宛名番号, $2 a bound, $3 rows: the next persons behind the one up to the other, columns as person_find
SELECT * FROM person WHERE addressee_number > $1 AND addressee_number <= $2 ORDER BY addressee_number LIMIT $3::int
