-- $1 text[] sources, $2 text[] ids; answers those that are new
INSERT INTO inbox (source, id)
SELECT * FROM unnest($1::text[], $2::text[])
ON CONFLICT DO NOTHING
RETURNING source, id
