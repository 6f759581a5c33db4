-- $1 erasure_id, $2 done or refused, $3 by whom, $4 processing date
UPDATE exchange_erasure SET state = $2, decided_by = $3, decided_on = $4::date WHERE erasure_id = $1
