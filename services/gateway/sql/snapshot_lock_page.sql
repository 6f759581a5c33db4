-- $1 宛名番号, $2 a bound, $3 rows, $4 consumer, $5 processing date: if the consumer looks at households, the next persons
-- behind the one up to the other are held as scope_lock holds them, ahead of their numbers
SELECT FROM person p
WHERE p.addressee_number > $1 AND p.addressee_number <= $2
  AND (SELECT c.filter_household FROM consumers_on($5::date) AS c WHERE c.id = $4)
ORDER BY p.addressee_number LIMIT $3::int
FOR NO KEY UPDATE OF p
