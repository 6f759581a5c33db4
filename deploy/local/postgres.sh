#!/bin/bash
# A private PostgreSQL for the demo and the tests: see README.md beside this file.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

services='resident identity delivery gateway audit' # whose schema belongs to another role than the one they use
owners=${JUKI_PG_OWNERS:-$services peers prefecture national municipality card koseki justice portal kiosk network tax}

usage() {
  cat >&2 <<'EOF'
usage: postgres.sh start|stop|status|kill|restart|reload|destroy
       postgres.sh psql NAME [PSQL-ARGUMENTS]   as administrator; NAME: admin or a database without its juki_ prefix
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

# The directory of the data: under JUKI_RUN if the server's user can get there (a checkout under /root is closed to it); else
# under /var/tmp.
choose_home() {
  if [ -n "${JUKI_PG_DATA:-}" ]; then
    realpath -m "$JUKI_PG_DATA"
  elif "${as_server[@]}" test -x "$JUKI_RUN"; then
    echo "$JUKI_RUN/postgres"
  else
    echo "/var/tmp/juki-$instance"
  fi
}

# Sets the paths of this instance. The choice of home is kept, so that a later call finds the same server.
open_paths() {
  home=$(cat "$JUKI_RUN/postgres.home" 2>/dev/null) || home=$(choose_home)
  data=$home/data
  sessions=$home/sessions # who came: postgresql.conf
  keys=$home/tls # the server's copies, under its own user
  tls=$JUKI_RUN/tls
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

is_service() {
  [[ " $services " = *" $1 "* ]]
}

# A certificate for the server, the administrator, operators and auditors, and each role that comes by itself.
make_certificates() {
  local name extra="admin operator auditor $owners"
  for name in $owners; do
    ! is_service "$name" || extra+=" $name-migrator"
  done
  JUKI_CA_EXTRA=$extra "$here/ca.sh" "$tls" "$repo/proto/topics.csv"
}

# The server reads copies, for its user may not come where ours are. Whoever connects meanwhile may meet the old ones.
give_certificate() {
  local file
  "${as_server[@]}" mkdir -p -m 700 "$keys"
  for file in key certificate ca; do
    (umask 077 && put "$keys/$file.new" <"$tls/postgres/$file.pem")
    "${as_server[@]}" mv "$keys/$file.new" "$keys/$file.pem"
  done
}

# Makes the home directory, ours alone: /var/tmp is open to everybody, so somebody else's directory is refused.
make_home() {
  if mkdir -m 700 "$home" 2>/dev/null; then
    [ "$(id -u)" != 0 ] || chown "$server_user:" "$home"
  fi
  [ "$(stat -c '%F %U' "$home" 2>/dev/null)" = "directory $server_user" ] ||
    die "$home is not a directory of user $server_user: remove it or set JUKI_PG_DATA"
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
  "${as_server[@]}" "$bin/initdb" -D "$data.new" --username=postgres --auth=reject \
    --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C >>"$log" 2>&1 9>&- || die "initdb failed; its log is $log"
  "${as_server[@]}" mv "$data.new" "$data"
}

write_settings() {
  cat "$here/postgresql.conf" "${JUKI_PG_SETTINGS:-/dev/null}" | put "$data/postgresql.conf"
  put "$data/pg_hba.conf" <"$repo/deploy/postgres/pg_hba.conf"
  put "$data/pg_ident.conf" <"$repo/deploy/postgres/pg_ident.conf"
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
  # A killed postmaster that nobody has reaped yet would make its lock file look valid.
  rm -f "$data/postmaster.pid"
}

# way DATABASE ROLE NAME: the libpq connection string of ROLE, whose certificate is NAME's.
way() {
  echo "host=127.0.0.1 port=$port dbname=$1 user=$2 sslmode=verify-full sslrootcert='$tls/$3/ca.pem'" \
    "sslcert='$tls/$3/certificate.pem' sslkey='$tls/$3/key.pem'"
}

run_psql() {
  local database=juki_$1
  shift
  [ "$database" != juki_admin ] || database=postgres
  "$bin/psql" -d "$(way "$database" postgres admin)" "$@"
}

write_dsns() {
  local name
  way postgres postgres admin | write_secret "$JUKI_RUN/secrets/dsn-admin"
  for name in $owners; do
    way "juki_$name" "juki_$name" "$name" | write_secret "$JUKI_RUN/secrets/dsn-$name"
    ! is_service "$name" || way "juki_$name" "juki_${name}_migrator" "$name-migrator" |
      write_secret "$JUKI_RUN/secrets/dsn-$name-migrator"
  done
}

# One database per owner, closed to every role of another. In a cluster of its own, delivery clears the write-ahead log of
# what it has erased.
provision_sql() {
  local name service
  echo "\\i '$repo/deploy/postgres/roles.sql'"
  for name in $owners; do
    if is_service "$name"; then service=true; else service=false; fi
    echo "\\set name $name"
    echo "\\set service $service"
    echo "\\set own_log $([ "$owners" = delivery ] && echo true || echo false)"
    echo "\\i '$repo/deploy/postgres/database.sql'"
  done
}

# ---- commands -------------------------------------------------------------------------------------------

# As pg_ctl knows it: a look over the network would be a refused login in the log.
answers() {
  "${as_server[@]}" sed -n 8p "$data/postmaster.pid" 2>/dev/null | grep -q ready
}

# Data outside JUKI_RUN outlives it. Those of another JUKI_RUN that was here are nobody's any more.
drop_orphan() {
  if [ -e "$data/PG_VERSION" ] && [ ! -e "$JUKI_RUN/secrets/dsn-admin" ]; then
    [ "$home" = "/var/tmp/juki-$instance" ] || die "$data is there but $JUKI_RUN/secrets/dsn-admin is not"
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
  give_certificate
  "${as_server[@]}" setsid "$bin/postgres" -D "$data" -p "$port" -c log_directory="$sessions" \
    </dev/null >>"$log" 2>&1 9>&- &
  record_pid $! "$pidfile" "$data"
}

start() {
  find_programs
  port=$(port_of JUKI_PG_PORT)
  make_certificates
  running_pid "$pidfile" "$data" >/dev/null || launch
  (wait_for_start "$pidfile" "$data" "$log" answers) || { tail -qn 3 "$sessions"/*.json >&2 && exit 1; }
  write_dsns
  provision_sql | PGOPTIONS="-c client_min_messages=warning" run_psql admin -X -q -v ON_ERROR_STOP=1 >/dev/null || die "could not set up the databases"
  run_psql admin -X -q -v ON_ERROR_STOP=1 -v connections="${JUKI_PG_ROLE_CONNECTIONS:-16}" -f "$repo/deploy/postgres/limits.sql" >/dev/null ||
    die "could not bound the connections of the roles"
}

# The server reads its certificate, whom it trusts and its settings again. Sessions stay.
reload() {
  local pid
  pid=$(running_pid "$pidfile" "$data") || die "PostgreSQL is not running"
  give_certificate
  write_settings
  kill -s HUP "$pid"
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
  rm -rf "$data" "$data.new" "$sessions" "$keys"
  [ ! -d "$home" ] || rmdir "$home"
  rm -f "$JUKI_RUN"/postgres.home "$JUKI_RUN"/secrets/dsn-*
  rm -f "$JUKI_RUN"/audit.checkpoint* # what audit remembers of a log that is gone
}

client() {
  [ $# -ge 1 ] || usage
  [ -s "$JUKI_RUN/secrets/dsn-$1" ] || die "no database '$1'; there are: admin $owners"
  find_programs
  port=$(port_of JUKI_PG_PORT)
  run_psql "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  start | stop | status | kill | restart | reload | destroy) [ $# -eq 0 ] || usage ;;
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
  start | stop | status | reload | destroy) "$command" ;;
  kill) kill_server ;;
  restart) stop && start ;;
  psql) client "$@" ;;
esac
