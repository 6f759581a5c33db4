#!/bin/bash
# Registers the terminals of the demo (端末登録), as an office does it: S2001 requests, S2002 approves, S2003 sets. Those that are
# registered already stay. Their days are those of any JUKI_CLOCK that is played.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -eq 0 ] || { echo "usage: terminals.sh" >&2 && exit 2; }
open_run
terminals='T01 T02 T03 T04 T05'

# ctl OPERATOR ARGUMENTS...: jukictl as this operator
ctl() {
  local settings token=$JUKI_RUN/devissuer/token-$1 bin=$repo/build/release/bin
  mapfile -t settings < <(sed "s/='\(.*\)'\$/=\1/" "$JUKI_RUN/env/jukictl")
  "$bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" "$1" T05 >"$token"
  env "${settings[@]}" JUKI_STAFF_TOKEN_FILE="$token" "$bin/jukictl" "${@:2}" --operator "$1" --json --timeout 60
}

# How many a door knows.
known() {
  "$here/postgres.sh" psql "$1" -qXAtc 'SELECT count(*) FROM staff_terminal'
}

register() {
  local id
  id=$(ctl S2001 case open terminal "terminals=$terminals" department=市民課 place=本庁 begins_on=2000-01-01 until=2099-12-31 \
    reason=開発環境 | sed -n 's/.*"case_id": *"\([^"]*\)".*/\1/p' | head -n 1) &&
    ctl S2002 case complete "$id" && ctl S2003 case close "$id" 2
}

if [ "$(known audit)" = 0 ]; then
  register >"$JUKI_RUN/log/terminals.log" 2>&1 || die "the terminals could not be registered; the log is $JUKI_RUN/log/terminals.log"
fi
until=$((SECONDS + 60))
for service in resident identity delivery gateway audit; do
  until [ "$(known $service)" != 0 ]; do
    [ $SECONDS -lt $until ] || die "$service knows no terminal"
    sleep 0.2
  done
done
