-- Who is not of one service. Run by an administrator; running it again changes nothing.
-- juki_operator runs, restarts, measures and replays, through juki's own commands; it reads no table of persons.
SELECT 'CREATE ROLE juki_operator LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'juki_operator') \gexec
ALTER ROLE juki_operator NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD NULL;
GRANT pg_monitor, pg_signal_backend TO juki_operator;
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
