-- One owner's database and its roles. Run by an administrator, after roles.sql, connected to any database; running it again
-- changes nothing. psql variables:
--   name     of the owner: a service, or a body that is played
--   service  true: the service's role juki_<name> owns nothing. juki_<name>_migrator owns the database and its schema and is
--            used by juki-<name> --migrate alone; juki_<name>_sweeper owns the tables that are vacuumed, for which nobody
--            but an owner has the right, and can be had by the service's own role alone. false: juki_<name> owns the database
--   own_log  true: the cluster is this database's alone, and who sweeps it clears its write-ahead log
\set role juki_ :name
\set owner :role
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD NULL;
\if :service
\set owner :role _migrator
\set sweeper :role _sweeper
SELECT format('CREATE ROLE %I', each) FROM unnest(ARRAY[:'owner', :'sweeper']) AS each
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = each) \gexec
ALTER ROLE :"owner" LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD NULL;
ALTER ROLE :"sweeper" NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD NULL;
ALTER ROLE :"role" NOINHERIT;
GRANT :"sweeper" TO :"role", :"owner";
\endif
SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
\connect :role
\if :service
-- As long as a service migrated by itself, its role owned everything.
SELECT format('REASSIGN OWNED BY %I TO %I', :'role', :'owner')
WHERE EXISTS (SELECT FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = :'role'::regrole
    AND deptype = 'o') \gexec
GRANT CONNECT ON DATABASE :"role" TO :"role", juki_operator;
\endif
\if :own_log
GRANT pg_checkpoint TO :"sweeper";
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO :"sweeper";
\endif
