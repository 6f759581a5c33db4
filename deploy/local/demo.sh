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

# In the language of the locale: $1 English, $2 Japanese.
words() {
  case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in ja*) echo "$2" ;; *) echo "$1" ;; esac
}

where_to_look() {
  local run=${JUKI_RUN#"$repo/"} change
  change=$(sed -n 's/^  "example": "\(.*\)",$/\1/p' "$JUKI_RUN/demo/play.json")
  echo
  "$here/service.sh" status resident identity delivery gateway audit prefecture national municipality card koseki justice portal kiosk network tax welfare | sed 's/^/  /'
  cat <<EOF

$(words 'Everything keeps running. Where to look next:' 'すべて動いたままです。次に見るところ:')

  set -a; . $run/env/jukictl; set +a
  build/release/bin/jukictl status $change
      $(words 'the journey of one change, a birth' '異動一件（出生）の経過')
  build/release/bin/jukictl topic tail feed.tax
      $(words 'events as they come' '流れるイベント')
  build/release/bin/jukictl audit verify
      $(words 'the audit chain' '監査証跡の検証')
  deploy/local/postgres.sh psql resident
      $(words "a service's database" 'サービスのデータベース')
  less $run/log/resident.log
      $(words 'a log, one of each' 'ログ（サービスごと）')

$(words 'make down stops it; the next make demo starts afresh.' 'make down で止まります。次の make demo は最初からやり直します。')
EOF
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
summed=0
"$here/summary.sh" "${town[@]}" --since "$started" || summed=$?
where_to_look
exit "$summed"
