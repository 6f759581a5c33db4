-- What has to be erased, a hundred at a time; two instances never get the same. $1 today: move_ref
SELECT move_ref FROM move_in_certificate
WHERE erase_on <= $1 ORDER BY erase_on LIMIT 100 FOR UPDATE SKIP LOCKED
