-- rows
-- $1 change id
DELETE FROM change_lock WHERE change_id = ANY ($1::text[])
