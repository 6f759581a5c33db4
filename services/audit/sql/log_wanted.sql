-- $1 bigint[] indexes, $2 uuid record_id, may be null: index, record and, of one without it, the segment of the archive
SELECT index, record, CASE WHEN record IS NULL THEN expired_in(index, action, recorded_at) ELSE 0 END FROM audit_log WHERE index = ANY ($1::bigint[])
UNION
SELECT index, record, CASE WHEN record IS NULL THEN expired_in(index, action, recorded_at) ELSE 0 END FROM audit_log WHERE record_id = $2::uuid
ORDER BY index
