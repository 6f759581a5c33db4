-- $1 size: note, answer
SELECT note, answer FROM time_stamp WHERE size = $1::bigint
