-- binary
-- $1 most rows: the records that are not in the tree yet, in their order
SELECT record FROM audit_log WHERE index > (SELECT size FROM tree_head) ORDER BY index LIMIT $1::bigint
