-- $1 erasure_id, $2 a day: how many records were closed before that day or, with an erasure, before its day
SELECT count(*) FROM exchange_record
WHERE closed_at < coalesce((SELECT erase_before FROM exchange_erasure WHERE erasure_id = $1), $2::date)
