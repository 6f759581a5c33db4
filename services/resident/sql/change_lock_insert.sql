-- rows
-- $1 what is held, $2 change id
INSERT INTO change_lock (held, change_id)
SELECT * FROM unnest($1::text[], $2::text[])
