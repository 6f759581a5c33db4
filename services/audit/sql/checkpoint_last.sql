-- the last checkpoint: size, note, how many milliseconds ago it was signed
SELECT size, note, (extract(epoch FROM clock_timestamp() - signed_at) * 1000)::bigint
FROM checkpoint ORDER BY size DESC LIMIT 1
