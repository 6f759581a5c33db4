-- $1 change_id, $2 most rows
SELECT index, record, hash FROM audit_log WHERE change_id = $1 ORDER BY index LIMIT $2::bigint
