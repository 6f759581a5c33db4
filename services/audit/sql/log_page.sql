-- $1 first index, $2 most rows
SELECT index, record, hash FROM audit_log WHERE index >= $1::bigint ORDER BY index LIMIT $2::bigint
