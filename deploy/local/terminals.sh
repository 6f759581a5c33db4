#!/bin/bash
# terminals.sh KEY: registers the terminals of the demo (端末登録), as an office does it: S2001 requests, S2002 approves, S2003 sets. KEY is
# the private key of the played identity provider; jukictl's settings are in the environment, both programs on PATH. Those
# that are registered already stay. Their days are those of any JUKI_CLOCK that is played. Returns when each service knows them.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: terminals.sh KEY" >&2 && exit 2; }
key=$1
terminals='T01 T02 T03 T04 T05'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
said=$scratch/said

# ctl OPERATOR ARGUMENTS...: jukictl as this operator
ctl() {
  juki-devissuer token "$key" "$1" T05 >"$scratch/token"
  JUKI_STAFF_TOKEN_FILE=$scratch/token jukictl "${@:2}" --operator "$1" --terminal T05 --json --timeout 60
}

register() {
  local id
  id=$(ctl S2001 case open terminal "terminals=$terminals" department=市民課 place=本庁 begins_on=2000-01-01 until=2099-12-31 \
    reason=開発環境 | tee "$said" | sed -n 's/.*"case_id": *"\([^"]*\)".*/\1/p' | head -n 1) &&
    ctl S2002 case complete "$id" >"$said" && ctl S2003 case close "$id" 2 >"$said"
}

# known QUESTION: whether the service that it goes to knows T05. Any other trouble than that it does not is the end.
known() {
  local words
  read -ra words <<<"$1"
  if ctl S2001 "${words[@]}" >"$said" 2>&1; then return 0; fi
  if grep -qE '(person|terminal)_revoked' "$said"; then return 0; fi # somebody played that: it takes a registered terminal
  grep -q terminal_unknown "$said" || fail "$1"
  return 1
}

fail() {
  cat "$said" >&2
  echo "terminals: the terminals could not be registered: $1" >&2
  exit 1
}

known 'case list terminal --purpose 端末登録' || register || fail 'by three persons'
for question in 'move-out due' 'identity wide' 'delivery waiting' 'consumer list' 'case list terminal --purpose 端末登録'; do
  until=$((SECONDS + 60))
  until known "$question"; do
    [ $SECONDS -lt $until ] || fail "$question"
    sleep 0.5
  done
done
