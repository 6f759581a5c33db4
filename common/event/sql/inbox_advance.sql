-- $1 text[] topics, $2 text[] keys, $3 bigint[] last numbers applied
INSERT INTO inbox_stream (topic, key, last)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
ON CONFLICT (topic, key) DO UPDATE SET last = excluded.last
