#!/bin/bash
# What became of the town that was played: juki-summary on this instance, with the metrics pages as they are now.
# Use: summary.sh [OPTION-OF-JUKI-SUMMARY VALUE]...    Exit: that of juki-summary, 0 when all is well.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

open_run
[ -s "$JUKI_RUN/env/resident" ] || die "nothing was started in $JUKI_RUN"
set -a
# shellcheck disable=SC1091 # written by service.sh
. "$JUKI_RUN/env/resident"
export JUKI_TLS_DIR=$JUKI_RUN/tls/topics # it looks into every topic
set +a

rm -rf "$JUKI_RUN/demo/metrics"
mkdir -p "$JUKI_RUN/demo/metrics"
for file in "$JUKI_RUN"/env/*; do
  name=$(basename "$file")
  address=$(sed -n "s/^JUKI_HTTP_ADDRESS='\(.*\)'/\1/p" "$file")
  if [ -n "$address" ]; then
    # A service killed a moment ago may be on its way back.
    curl -fsS --max-time 5 --retry 10 --retry-connrefused --retry-delay 1 \
      -o "$JUKI_RUN/demo/metrics/$name" "http://$address/metrics" ||
      die "$name does not show its metrics; see $JUKI_RUN/log/$name.log"
  fi
done
exec "$repo/build/release/bin/juki-summary" --run "$JUKI_RUN" "$@"
