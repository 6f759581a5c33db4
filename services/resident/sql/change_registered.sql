-- A change that waited for its number. $1 change id, $2 status
UPDATE change SET status = $2::int WHERE change_id = $1
