-- $1 request_id, $2 宛名番号, $3 a bound, $4 rows: what was told of those behind the one up to the other
SELECT addressee_number, digest FROM reconcile_entry
WHERE request_id = $1 AND addressee_number > $2 AND addressee_number <= $3
ORDER BY addressee_number LIMIT $4::int
