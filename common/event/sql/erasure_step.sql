-- $1 erasure_id, $2 how many went with this step
UPDATE erasure SET erased = erased + $2::bigint WHERE erasure_id = $1
