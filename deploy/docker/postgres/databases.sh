#!/usr/bin/env bash
# Gives every name on the command line its role juki_<name> and a database of that name which nobody else may enter.
# Runs at each start: what exists stays, passwords follow the secrets in /run/juki.
set -euo pipefail

PGPASSWORD=$(</run/juki/superuser.password)
export PGPASSWORD PGHOST=postgres PGUSER=postgres

psql_admin() {
  psql -X -q -v ON_ERROR_STOP=1 "$@"
}

psql_admin -c 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
for name in "$@"; do
  psql_admin -v role="juki_$name" -v conninfo_file="/run/juki/$name.conninfo" <<'SQL'
\set password `sed 's/.*password=//' :'conninfo_file'`
SELECT format('CREATE ROLE %I LOGIN', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
ALTER ROLE :"role" NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
psql_admin -v connections=16 -f /etc/juki-roles/limits.sql
