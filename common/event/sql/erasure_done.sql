-- $1 erasure_id, $2 how many went with the last step, $3 today, $4 certificate, $5 its digest
UPDATE erasure SET state = 'done', erased = erased + $2::bigint, done_on = $3::date, certificate = $4,
                   certificate_digest = $5
WHERE erasure_id = $1
