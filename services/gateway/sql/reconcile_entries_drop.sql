-- $1 request_id, $2 宛名番号, $3 a bound: what was told of those behind the one up to the other has been compared
DELETE FROM reconcile_entry WHERE request_id = $1 AND addressee_number > $2 AND addressee_number <= $3
