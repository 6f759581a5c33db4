-- $1 宛名番号, $2 rows: the next persons behind it, columns as person_find
SELECT * FROM person WHERE addressee_number > $1 ORDER BY addressee_number LIMIT $2::int
