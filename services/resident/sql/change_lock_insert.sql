-- $1 change id, $2 text[] what is held
INSERT INTO change_lock (held, change_id)
SELECT h, $1 FROM unnest($2::text[]) AS h
