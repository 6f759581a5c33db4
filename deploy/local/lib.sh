# Shared by postgres.sh and kafka.sh: where an instance lives, its ports, its processes. Sourced, not run.
# shellcheck shell=bash disable=SC2034 # the scripts that source this use its variables
set -euo pipefail
umask 022

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$repo/deploy/local

say() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
}

die() {
  say "$@"
  exit 1
}

# Sets JUKI_RUN to an absolute path, and `instance`, a short word that is its own for each JUKI_RUN.
open_run() {
  local run=${JUKI_RUN:-$repo/.run}
  mkdir -p "$run" || die "cannot make the directory $run"
  JUKI_RUN=$(cd "$run" && pwd -P)
  case $JUKI_RUN in *[\'\"\\]* | *$'\n'*) die "quotes and backslashes cannot be in the path $JUKI_RUN" ;; esac
  [ -w "$JUKI_RUN" ] || die "$JUKI_RUN belongs to $(stat -c %U "$JUKI_RUN"): run as that user or set JUKI_RUN"
  (umask 077 && mkdir -p "$JUKI_RUN/secrets" "$JUKI_RUN/log")
  instance=$(printf '%s' "$JUKI_RUN" | sha256sum | cut -c1-12)
}

# One command at a time per server: two starts at once become one start and one look.
# Servers are launched with 9>&- so that they do not hold the lock.
lock() {
  exec 9>"$JUKI_RUN/$1.lock"
  flock 9
}

# ---- ports ----------------------------------------------------------------------------------------------

# Succeeds when nothing on this machine listens on TCP port $1 (state 0A is LISTEN; tcp6 may not exist).
port_is_free() {
  { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true; } |
    awk -v port="$(printf ':%04X' "$1")" '
      $4 == "0A" && substr($2, length($2) - 4) == port { taken = 1 }
      END { exit taken }'
}

# Claims port $1 among all instances of this user: two that choose at the same time both find it free, and the one that
# starts later could take the other's answers for its own. What a removed instance had is free again.
claim_port() {
  local claims
  claims=/tmp/juki-ports-$(id -u)
  mkdir -m 700 "$claims" 2>/dev/null || [ -O "$claims" ] || die "$claims belongs to somebody else"
  (
    flock 7
    holder=$(cat "$claims/$1" 2>/dev/null) || true
    [ -z "$holder" ] || [ "$holder" = "$JUKI_RUN" ] || [ ! -e "$holder/ports.env" ] || exit 1
    echo "$JUKI_RUN" >"$claims/$1"
  ) 7>"$claims/lock"
}

# Prints the port of variable $1: from the environment, else as remembered, else a free one, and remembers it.
# The range lies below Linux's ephemeral ports (32768 up), so no outgoing connection takes a remembered port.
port_of() {
  local name=$1 file=$JUKI_RUN/ports.env chosen=${!1:-}
  (
    flock 8
    touch "$file"
    remembered=$(sed -n "s/^$name=//p" "$file")
    chosen=${chosen:-$remembered}
    while [ -z "$chosen" ]; do
      chosen=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
      port_is_free "$chosen" && ! grep -q "=$chosen\$" "$file" && claim_port "$chosen" || chosen=
    done
    if [ "$chosen" != "$remembered" ]; then
      { sed "/^$name=/d" "$file"; echo "$name=$chosen"; } >"$file.new"
      mv "$file.new" "$file"
    fi
    echo "$chosen"
  ) 8>"$JUKI_RUN/ports.lock"
}

# A server killed a moment ago may hold its port a little longer than its arguments can be read.
need_free_port() {
  wait_until 50 port_is_free "$2" ||
    die "port $2 is taken by another program: set $1, or remove its line in $JUKI_RUN/ports.env"
}

# ---- processes ------------------------------------------------------------------------------------------

# Prints the pid recorded in file $1 if that process is ours: one of its arguments is exactly $2, a path that
# only this instance uses. A stale file, a reused pid and a zombie all count as not running.
running_pid() {
  local pid arguments tries=100
  { read -r pid <"$1"; } 2>/dev/null || return 1
  # From one program to the next (exec) a process has none for a moment, and loaded machines stop in that moment.
  until arguments=$({ tr '\0' '\n' <"/proc/$pid/cmdline"; } 2>/dev/null) && [ -n "$arguments" ]; do
    ! has_ended "$pid" && ((tries-- > 0)) || return 1
    sleep 0.01
  done
  grep -qxF -- "$2" <<<"$arguments" || return 1
  echo "$pid"
}

has_ended() {
  local state
  state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || true
  [ "${state:-Z}" = Z ]
}

# Polls until the command succeeds, at most $1 tenths of a second.
wait_until() {
  local tries=$1
  shift
  until "$@"; do
    ((tries-- > 0)) || return 1
    sleep 0.1
  done
}

not_running() {
  ! running_pid "$1" "$2" >/dev/null
}

# record_pid PID PIDFILE MARK: writes the pid of the server just launched; returns when exec has put the server's
# arguments in place of the shell's, or when it is dead already.
record_pid() {
  echo "$1" >"$2"
  while not_running "$2" "$3" && kill -0 "$1" 2>/dev/null; do sleep 0.01; done
}

# end_process PIDFILE MARK SIGNAL: signals our process and waits until it is gone; SIGKILL after a minute.
end_process() {
  local pid
  if pid=$(running_pid "$1" "$2"); then
    kill -s "$3" "$pid"
    if ! wait_until 600 has_ended "$pid"; then
      say "did not stop within a minute, killing it"
      kill -s KILL "$pid"
      wait_until 100 has_ended "$pid" || die "process $pid does not end"
    fi
  fi
  rm -f "$1"
}

# wait_for_start PIDFILE MARK LOG COMMAND...: waits until COMMAND succeeds; fails with the end of LOG when the
# process dies first, even if something else answers in its place, or two minutes pass (crash recovery of a large database
# needs its time).
wait_for_start() {
  local pidfile=$1 mark=$2 log=$3 tries=1200
  shift 3
  until "$@" && running_pid "$pidfile" "$mark" >/dev/null; do
    if ((tries-- == 0)) || not_running "$pidfile" "$mark"; then
      tail -n 15 "$log" >&2 || true
      die "did not start; the whole log is $log"
    fi
    sleep 0.1
  done
}

# Writes standard input to file $1, readable by its owner only, and only if that changes it.
write_secret() {
  local new=$1.new
  (umask 077 && cat >"$new")
  if cmp -s "$new" "$1"; then rm "$new"; else mv "$new" "$1"; fi
}
