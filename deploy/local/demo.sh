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
  rm -rf "$JUKI_RUN/demo" "$JUKI_RUN/witness/state" "$JUKI_RUN"/welfare.sqlite* "$JUKI_RUN"/log/*.log
  mkdir -p "$JUKI_RUN/demo"
}

# In the language of the locale: $1 English, $2 Japanese.
words() {
  case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in ja*) echo "$2" ;; *) echo "$1" ;; esac
}

# psql_number DATABASE STATEMENT
psql_number() {
  "$here/postgres.sh" psql "$1" -qXAtc "$2"
}

# ctl OPERATOR ARGUMENTS...: jukictl as this operator
ctl() {
  local settings token=$JUKI_RUN/devissuer/token-$1 bin=$repo/build/release/bin
  mapfile -t settings < <(sed "s/='\(.*\)'\$/=\1/" "$JUKI_RUN/env/jukictl")
  "$bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" "$1" T05 >"$token"
  env "${settings[@]}" JUKI_STAFF_TOKEN_FILE="$token" "$bin/jukictl" "${@:2}" --operator "$1"
}

# The law is loaded by one person and activated by another.
activate_law() {
  local digest
  {
    ctl S2001 law load "$repo/services/gateway/law/ordinance-2.sapporo.csv" &&
      digest=$(ctl S2002 approval show law_activation ordinance-2.sapporo --service gateway | sed -n 's/^ *digest: //p') &&
      ctl S2002 law activate ordinance-2.sapporo 2024-05-27 "$digest"
  } >"$JUKI_RUN/log/law.log" 2>&1 || die "the law could not be activated; the log is $JUKI_RUN/log/law.log"
}

# 情報提供: another municipality asks about residents, ten times as the law allows and five times as it does not.
play_inquiries() {
  local until=$((SECONDS + 30))
  activate_law
  until [ "$(psql_number network 'SELECT count(*) FROM code')" -ge 15 ] || [ $SECONDS -gt $until ]; do sleep 0.2; done
  psql_number network "INSERT INTO call (code) SELECT code FROM code WHERE body = '${JUKI_MUNICIPALITY:-132071}' LIMIT 10;
    INSERT INTO call (code, item, affair, fault) SELECT code, '17', '17.1', 'unlisted' FROM code LIMIT 5"
  until [ "$(psql_number network 'SELECT count(DISTINCT inquiry_id) FROM answer')" -ge 15 ] || [ $SECONDS -gt $until ]; do
    sleep 0.2
  done
  echo
  words 'Inquiries of another municipality (情報提供), by what it was told:' '他市町村からの情報照会とその回答:'
  psql_number network "SELECT '  ' || count(*) || '  item ' || c.item || ' ' || c.information || ': ' ||
      CASE a.code WHEN '' THEN 'provided' ELSE a.code END
    FROM answer a JOIN call c USING (inquiry_id) GROUP BY c.item, c.information, a.code ORDER BY c.item DESC, a.code"
}

where_to_look() {
  local run=${JUKI_RUN#"$repo/"} change
  "$repo/build/release/bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" S2001 T05 >"$JUKI_RUN/devissuer/token"
  change=$(sed -n 's/^  "example": "\(.*\)",$/\1/p' "$JUKI_RUN/demo/play.json")
  echo
  "$here/service.sh" status resident identity delivery gateway audit witness prefecture national municipality card koseki justice portal kiosk network tax welfare | sed 's/^/  /'
  cat <<EOF

$(words 'Everything keeps running. Where to look next:' 'すべて動いたままです。次に見るところ:')

  set -a; . $run/env/jukictl; set +a
  build/release/bin/juki-devissuer token $run/devissuer/key.pem S2001 T05 >$run/devissuer/token
      $(words 'a new staff token for what follows; the one of now is good for ten minutes' \
              '操作者トークンの更新（今のものは10分間有効）')
  build/release/bin/jukictl status $change
      $(words 'the journey of one change, a birth' '異動一件（出生）の経過')
  build/release/bin/jukictl topic tail feed.tax --tls $run/tls/tax --purpose 確認
      $(words 'events as they come, for whom they are' '流れるイベント（受け手の証明書で）')
  (set -a; . $run/env/tax; build/release/bin/peer-tax --household-as-of $(date +%Y)-01-01)
      $(words 'the tax office: households on 1 January' '税務課: 賦課期日の世帯')
  (set -a; . $run/env/welfare; tests/peers/welfare/welfare.py --household-as-of $(date +%F))
      $(words 'the child-care office: families of preschool children on a day' '保育課: 基準日に未就学児のいる世帯')
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
export JUKI_TLS_DIR=$JUKI_RUN/tls/counter # the town's people come to the counter
set +a
played=0
"$repo/build/release/bin/juki-play" "${town[@]}" "${player[@]}" --issuer-key "$JUKI_RUN/devissuer/key.pem" \
  --results "$JUKI_RUN/demo/play.json" || played=$?
[ "$played" -le 1 ] || die "the month could not be played"
play_inquiries
summed=0
"$here/summary.sh" "${town[@]}" --since "$started" || summed=$?
where_to_look
exit "$summed"
