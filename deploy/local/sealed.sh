#!/bin/bash
# sealed.sh KEY-ID: how many rows of each table hold something that was sealed under this key (common/seal/KEYS.md), as
# "database table column rows"; silent when nothing does. What travels in a message is found too: ids of keys stand in clear.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

if [ $# -ne 1 ] || [[ ! $1 =~ ^[a-z0-9-]+/[a-z0-9-]+$ ]]; then
  echo "usage: sealed.sh KEY-ID" >&2
  exit 2
fi

for database in resident identity delivery gateway audit; do
  "$here/postgres.sh" psql "$database" -qAt -F ' ' -v ON_ERROR_STOP=1 <<EOSQL
SELECT format('SELECT %L, %L, count(*) FROM %I.%I WHERE position(%L::bytea IN %I) > 0 HAVING count(*) > 0',
              table_name, column_name, table_schema, table_name, '$1', column_name)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE data_type = 'bytea' AND table_type = 'BASE TABLE' AND table_schema = 'public'
ORDER BY table_name, column_name
\\gexec
EOSQL
done | sed "s|^|$1 |"
