-- $1 uuid[] record ids; answers those that are in the log
SELECT record_id FROM audit_log WHERE record_id = ANY ($1::uuid[])
