#!/bin/bash
# A private PostgreSQL for the demo and the tests: see README.md beside this file.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

owners=${JUKI_PG_OWNERS:-resident identity delivery gateway audit peers prefecture national municipality card koseki justice portal kiosk network tax}

usage() {
  cat >&2 <<'EOF'
usage: postgres.sh start|stop|status|kill|restart|destroy
       postgres.sh psql NAME [PSQL-ARGUMENTS]   NAME: admin or a database without its juki_ prefix
EOF
  exit 2
}

# ---- who and where --------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root, so root's instance runs as the user the Debian package made.
server_user=$(id -un)
as_server=()
if [ "$(id -u)" = 0 ]; then
  server_user=postgres
  as_server=(setpriv --reuid="$server_user" --regid="$server_user" --init-groups)
fi

# The directory of data and socket: under JUKI_RUN if the server's user can get there (a checkout under /root is
# closed to it) and the socket's path fits the 107 bytes that Linux allows; else under /var/tmp.
choose_home() {
  if [ -n "${JUKI_PG_DATA:-}" ]; then
    realpath -m "$JUKI_PG_DATA"
  elif [ "${#JUKI_RUN}" -le 70 ] && "${as_server[@]}" test -x "$JUKI_RUN"; then
    echo "$JUKI_RUN/postgres"
  else
    echo "/var/tmp/juki-$instance"
  fi
}

# Sets the paths of this instance. The choice of home is kept, so that a later call finds the same server.
open_paths() {
  home=$(cat "$JUKI_RUN/postgres.home" 2>/dev/null) || home=$(choose_home)
  data=$home/data
  socket=$home/socket
  sessions=$home/sessions # who came: postgresql.conf
  pidfile=$JUKI_RUN/postgres.pid
  log=$JUKI_RUN/log/postgres.log
  unset "${!PG@}"
}

# Sets bin: the newest installed PostgreSQL, or the one that made the data.
find_programs() {
  local version
  id "$server_user" >/dev/null 2>&1 || die "there is no user $server_user: run deploy/local/install.sh"
  if [ -e "$data/PG_VERSION" ]; then
    version=$(cat "$data/PG_VERSION")
  else
    version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V | tail -n 1)
  fi
  bin=/usr/lib/postgresql/$version/bin
  [ -x "$bin/postgres" ] || die "PostgreSQL${version:+ $version} is not installed: run deploy/local/install.sh" \
    "(or, if it was replaced by another version, deploy/local/postgres.sh destroy)"
}

# ---- the cluster ----------------------------------------------------------------------------------------

secret_of() {
  local file=$JUKI_RUN/secrets/pg-$1
  [ -s "$file" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | write_secret "$file"
  cat "$file"
}

# Makes the home directory, ours alone: /var/tmp is open to everybody, so somebody else's directory is refused.
make_home() {
  if mkdir -m 700 "$home" 2>/dev/null; then
    [ "$(id -u)" != 0 ] || chown "$server_user:" "$home"
  fi
  [ "$(stat -c '%F %U' "$home" 2>/dev/null)" = "directory $server_user" ] ||
    die "$home is not a directory of user $server_user: remove it or set JUKI_PG_DATA"
  "${as_server[@]}" mkdir -p -m 700 "$socket"
}

# Writes standard input to file $1 as the server's user; its directory is closed to others.
put() {
  "${as_server[@]}" tee "$1" >/dev/null
}

# C collation sorts by code point with memcmp; C.UTF-8 character types know the letters of all scripts.
# The cluster appears under its name only when it is complete: an interrupted start leaves nothing half made.
make_cluster() {
  say "making the databases in $home"
  "${as_server[@]}" rm -rf "$data.new"
  secret_of admin | put "$home/password"
  "${as_server[@]}" "$bin/initdb" -D "$data.new" --username=postgres --pwfile="$home/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C >>"$log" 2>&1 9>&- || die "initdb failed; its log is $log"
  "${as_server[@]}" rm "$home/password"
  "${as_server[@]}" mv "$data.new" "$data"
}

write_settings() {
  cat "$here/postgresql.conf" "${JUKI_PG_SETTINGS:-/dev/null}" | put "$data/postgresql.conf"
  put "$data/pg_hba.conf" <<'EOF'
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
EOF
}

# Processes of this cluster, found by their working directory. After the postmaster was killed its backends live
# on until they notice, and a new postmaster refuses to start beside them.
cluster_pids() {
  find /proc/[0-9]*/cwd -maxdepth 0 -printf '%l %h\n' 2>/dev/null |
    data=$data awk 'index($0, ENVIRON["data"] " /proc/") == 1 { sub(".*/", ""); print }' || true
}

no_cluster_pids() {
  [ -z "$(cluster_pids)" ]
}

kill_cluster() {
  local pids
  pids=$(cluster_pids)
  # shellcheck disable=SC2086 # one word per pid
  [ -z "$pids" ] || kill -s KILL $pids 2>/dev/null || true
  wait_until 100 no_cluster_pids || die "processes of the killed server do not end:" "$(cluster_pids)"
  # A killed postmaster that nobody has reaped yet would make its lock files look valid.
  rm -f "$data/postmaster.pid" "$socket"/.s.PGSQL.*
}

run_psql() {
  local name=$1 role=juki_$1
  shift
  [ "$name" != admin ] || role=postgres
  PGHOST=$socket PGPORT=$port PGDATABASE=$role PGUSER=$role PGPASSWORD=$(cat "$JUKI_RUN/secrets/pg-$name") \
    "$bin/psql" "$@"
}

write_dsn() {
  local role=juki_$1
  [ "$1" != admin ] || role=postgres
  printf "host='%s' port=%s dbname=%s user=%s password=%s\n" "$socket" "$port" "$role" "$role" \
    "$(secret_of "$1")" | write_secret "$JUKI_RUN/secrets/dsn-$1"
}

# One role and one database per owner, closed to every other role. Says only what is not there yet.
provision_sql() {
  local name role
  echo 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;'
  for name in $owners; do
    role=juki_$name
    cat <<EOF
SELECT 'CREATE ROLE $role LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$role') \gexec
ALTER ROLE $role NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$(secret_of "$name")';
SELECT 'CREATE DATABASE $role OWNER $role' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$role') \gexec
REVOKE ALL ON DATABASE $role FROM PUBLIC;
EOF
  done
  [ "$owners" != delivery ] || own_log_sql
}

# In a cluster of its own, delivery clears the write-ahead log of what it has erased.
own_log_sql() {
  cat <<'EOF'
GRANT pg_checkpoint TO juki_delivery;
\connect juki_delivery
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO juki_delivery;
EOF
}

# ---- commands -------------------------------------------------------------------------------------------

answers() {
  "$bin/pg_isready" -q -h "$socket" -p "$port"
}

# Data outside JUKI_RUN outlives it. Once the passwords are gone with a removed JUKI_RUN, nobody can open the data.
drop_orphan() {
  if [ -e "$data/PG_VERSION" ] && [ ! -e "$JUKI_RUN/secrets/pg-admin" ]; then
    [ "$home" = "/var/tmp/juki-$instance" ] || die "$data is there but its passwords in $JUKI_RUN/secrets are not"
    say "removing the databases that a removed $JUKI_RUN left in $home"
    rm -rf "$data" "$sessions"
  fi
}

launch() {
  need_free_port JUKI_PG_PORT "$port"
  make_home
  kill_cluster
  drop_orphan
  [ -e "$data/PG_VERSION" ] || make_cluster
  echo "$home" >"$JUKI_RUN/postgres.home"
  write_settings
  "${as_server[@]}" setsid "$bin/postgres" -D "$data" -p "$port" -k "$socket" -c log_directory="$sessions" \
    </dev/null >>"$log" 2>&1 9>&- &
  record_pid $! "$pidfile" "$data"
}

start() {
  local name
  find_programs
  port=$(port_of JUKI_PG_PORT)
  running_pid "$pidfile" "$data" >/dev/null || launch
  wait_for_start "$pidfile" "$data" "$log" answers
  for name in admin $owners; do write_dsn "$name"; done
  provision_sql | run_psql admin -X -q -v ON_ERROR_STOP=1 >/dev/null || die "could not set up the databases"
  run_psql admin -X -q -v ON_ERROR_STOP=1 -v connections="${JUKI_PG_ROLE_CONNECTIONS:-16}" -f "$repo/deploy/postgres/limits.sql" >/dev/null ||
    die "could not bound the connections of the roles"
}

# SIGINT is PostgreSQL's fast shutdown: it ends sessions, writes a checkpoint and leaves.
stop() {
  end_process "$pidfile" "$data" INT
}

# As a crash: the postmaster and all its processes at once.
kill_server() {
  end_process "$pidfile" "$data" KILL
  kill_cluster
}

status() {
  local pid
  if pid=$(running_pid "$pidfile" "$data"); then
    echo "running: pid $pid, port $(port_of JUKI_PG_PORT), home $home"
  else
    echo "stopped"
    return 3
  fi
}

destroy() {
  stop
  rm -rf "$data" "$data.new" "$socket" "$sessions"
  [ ! -d "$home" ] || rmdir "$home"
  rm -f "$JUKI_RUN"/postgres.home "$JUKI_RUN"/secrets/pg-* "$JUKI_RUN"/secrets/dsn-*
  rm -f "$JUKI_RUN"/audit.checkpoint* # what audit remembers of a log that is gone
}

client() {
  [ $# -ge 1 ] || usage
  [ -s "$JUKI_RUN/secrets/pg-$1" ] || die "no database '$1'; there are: admin $owners"
  find_programs
  port=$(port_of JUKI_PG_PORT)
  run_psql "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  start | stop | status | kill | restart | destroy) [ $# -eq 0 ] || usage ;;
  psql) ;;
  *) usage ;;
esac
open_run
open_paths
case $command in
  status | psql) ;;
  *) lock postgres ;;
esac
case $command in
  start | stop | status | destroy) "$command" ;;
  kill) kill_server ;;
  restart) stop && start ;;
  psql) client "$@" ;;
esac
