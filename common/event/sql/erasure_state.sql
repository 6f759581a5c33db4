-- $1 erasure_id, $2 running or stopped, $3 today
UPDATE erasure SET state = $2, begun_on = coalesce(begun_on, $3::date) WHERE erasure_id = $1
