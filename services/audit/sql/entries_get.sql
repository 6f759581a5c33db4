-- $1 first, $2 last index: the records that are in the tree, in their order, and of one without it the segment of the archive
SELECT record, CASE WHEN record IS NULL THEN expired_in(index, action, recorded_at) ELSE 0 END FROM audit_log
WHERE index BETWEEN $1::bigint AND $2::bigint AND index <= (SELECT size FROM tree_head) ORDER BY index
