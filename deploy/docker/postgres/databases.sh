#!/usr/bin/env bash
# databases.sh KIND NAME...: gives every name its role and a database which nobody else may enter (deploy/postgres). KIND:
# services, whose schema belongs to another role, or owners. Runs at each start: what exists stays.
set -euo pipefail
umask 077

mkdir -p /tmp/tls # libpq takes a key of its own user only
cp /run/juki/tls/*.pem /tmp/tls/
if [[ $1 == services ]]; then service=true; else service=false; fi
shift
{
  echo "\\i /etc/juki-sql/roles.sql"
  for name in "$@"; do
    echo "\\set name $name"
    echo "\\set service $service"
    echo "\\set own_log false"
    echo "\\i /etc/juki-sql/database.sql"
  done
  echo "\\set connections 16"
  echo "\\i /etc/juki-sql/limits.sql"
} | PGOPTIONS='-c client_min_messages=warning' psql -X -q -v ON_ERROR_STOP=1 -d "host=postgres dbname=postgres user=postgres sslmode=verify-full \
sslrootcert=/tmp/tls/ca.pem sslcert=/tmp/tls/certificate.pem sslkey=/tmp/tls/key.pem" >/dev/null
