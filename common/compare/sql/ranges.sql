-- The ranges below a prefix that have records. $1 compare_id, $2 bytea lowest and $3 bytea highest position,
-- $4 length of the prefix: next byte, records, digest
SELECT get_byte(position, $4::int), count(*),
       substring(sha256(string_agg(digest, ''::bytea ORDER BY position)) FROM 1 FOR 16)
FROM compare_record
WHERE serial = (SELECT serial FROM compare WHERE compare_id = $1) AND position BETWEEN $2::bytea AND $3::bytea
GROUP BY 1 ORDER BY 1
