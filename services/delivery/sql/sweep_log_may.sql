-- Whether this role may close the write-ahead log and order a checkpoint
SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE') AND pg_has_role('pg_checkpoint', 'MEMBER')
