#!/usr/bin/env bash
# The official image's contract as far as the composed system relies on it: an empty data directory is initialised
# with the superuser's password, then the command runs.
set -euo pipefail

if [[ $1 == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  # shellcheck disable=SC2086  # a list of options
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" ${POSTGRES_INITDB_ARGS-}
fi
exec "$@"
