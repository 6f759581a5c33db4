-- Whether who sweeps (common/event/sweep.h) may close the write-ahead log and order a checkpoint
SELECT has_function_privilege(s.role, 'pg_switch_wal()', 'EXECUTE') AND pg_has_role(s.role, 'pg_checkpoint', 'USAGE')
FROM (SELECT coalesce((SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = session_user || '_sweeper'), session_user) AS role) s
