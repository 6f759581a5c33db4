#!/bin/bash
# make demo: a synthetic town and a month of its changes on everything, started afresh; what was found is printed and
# in $JUKI_RUN/demo/summary.json. Leaves everything running. Exit: that of juki-summary, 0 when all is well.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  echo "usage: demo.sh [--size RESIDENTS] [--seed NUMBER] [OPTION-OF-JUKI-PLAY VALUE]..." >&2
  exit 2
}

started=$(date +%s)
town=(--size 2000 --seed 1)
player=()
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
    --size) town[1]=$2 ;;
    --seed) town[3]=$2 ;;
    --*) player+=("$1" "$2") ;;
    *) usage ;;
  esac
  shift 2
done
open_run
export JUKI_RUN

# Only a demo that begins with an empty register can be compared with its town to the last person.
start_afresh() {
  if [ -e "$JUKI_RUN/postgres.home" ] || [ -e "$JUKI_RUN/kafka" ]; then
    say "removing the data of the last start in $JUKI_RUN: databases, topics, logs"
    "$here/down.sh"
    "$here/postgres.sh" destroy
    "$here/kafka.sh" destroy
  fi
  rm -rf "$JUKI_RUN/demo" "$JUKI_RUN"/welfare.sqlite* "$JUKI_RUN"/log/*.log
  mkdir -p "$JUKI_RUN/demo"
}

start_afresh
"$here/up.sh"

set -a
# shellcheck disable=SC1091 # written by service.sh
. "$JUKI_RUN/env/resident"
set +a
played=0
"$repo/build/release/bin/juki-play" "${town[@]}" "${player[@]}" --results "$JUKI_RUN/demo/play.json" || played=$?
[ "$played" -le 1 ] || die "the month could not be played"
"$repo/build/release/bin/juki-summary" "${town[@]}" --run "$JUKI_RUN" --since "$started"
