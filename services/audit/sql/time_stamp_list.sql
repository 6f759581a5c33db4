-- $1 most rows: the last ones, the newest first: size, seconds since 1970
SELECT size, extract(epoch FROM said_at)::bigint FROM time_stamp ORDER BY size DESC LIMIT $1::bigint
