-- What has to be erased, a hundred at a time; two instances never get the same. $1 today: move_ref, municipality code
SELECT move_ref, municipality_code FROM move_in
WHERE erase_on <= $1 AND certificate IS NOT NULL ORDER BY erase_on LIMIT 100 FOR UPDATE SKIP LOCKED
