-- $1 change id
DELETE FROM change_lock WHERE change_id = $1
