#!/usr/bin/env bash
# Becomes PostgreSQL, with the settings of deploy/local/postgresql.conf and the one way in of deploy/postgres. Makes the data
# the first time; no role ever has a password. `start.sh reload` in the running container: it reads its certificate again.
set -euo pipefail
umask 077

mkdir -p /tmp/tls # the server takes a key of its own user only
for file in key certificate ca; do
  cp "/run/juki/tls/$file.pem" "/tmp/tls/$file.new"
  mv "/tmp/tls/$file.new" "/tmp/tls/$file.pem"
done
if [[ ${1-} == reload ]]; then
  exec pg_ctl reload -s -D "$PGDATA"
fi
[[ -s $PGDATA/PG_VERSION ]] ||
  initdb --username=postgres --auth=reject --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C
exec postgres --config-file=/etc/juki/postgresql.conf --hba-file=/etc/juki/pg_hba.conf --ident-file=/etc/juki/pg_ident.conf \
  --data-directory="$PGDATA" --listen-addresses='*' --log-directory=/run/sessions \
  --log-file-mode=0644 --ssl-key-file=/tmp/tls/key.pem --ssl-cert-file=/tmp/tls/certificate.pem --ssl-ca-file=/tmp/tls/ca.pem
