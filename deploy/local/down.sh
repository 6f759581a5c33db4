#!/bin/bash
# Stops everything of the instance; data and logs stay for the next start.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -eq 0 ] || { echo "usage: down.sh" >&2 && exit 2; }
open_run
export JUKI_RUN

# Each takes its moment to leave, so all at once; the servers when nobody uses them any more.
pids=()
for name in resident identity delivery gateway audit witness prefecture national municipality card koseki justice portal kiosk network tax welfare; do
  "$here/service.sh" stop "$name" &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done
"$here/kafka.sh" stop &
kafka=$!
"$here/postgres.sh" stop
wait "$kafka"
