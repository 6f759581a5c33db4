#!/bin/bash
# Makes what follows from the approved consumers of the registry: their keyrings, certificates, topics and rights. Run it
# after an approval and after a revocation; no service needs a restart. The names are kept in $JUKI_RUN/consumers for up.sh.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -eq 0 ] || { echo "usage: consumers.sh" >&2 && exit 2; }
open_run
names=$JUKI_RUN/consumers
"$repo/build/release/bin/juki-devissuer" token "$JUKI_RUN/devissuer/key.pem" S2001 T05 >"$JUKI_RUN/devissuer/token"
# shellcheck disable=SC2016 # expanded by the inner shell
bash -c 'set -a; . "$1"; exec "$2" consumer names' - "$JUKI_RUN/env/jukictl" "$repo/build/release/bin/jukictl" \
  >"$names.new" || die "who is approved could not be asked"
mv "$names.new" "$names"
xargs "$here/keys.sh" "$JUKI_RUN/keys" <"$names"
if [ "$(cat "$JUKI_RUN/kafka.source")" = embedded ]; then
  say "NOTICE: the embedded broker makes no topics while it runs"
  exit 0
fi
cp "$names" "$JUKI_RUN/tls/consumers"
"$here/ca.sh" "$JUKI_RUN/tls" "$repo/proto/topics.csv"
mkdir -p "$JUKI_RUN/certificates"
while read -r consumer; do
  cp "$JUKI_RUN/tls/$consumer/certificate.pem" "$JUKI_RUN/certificates/$consumer.pem"
done <"$names"
for action in apply grant; do
  "$repo/build/release/bin/juki-topics" "$action" --table "$repo/proto/topics.csv" --consumers "$names" \
    --prefix "${JUKI_TOPIC_PREFIX:-juki.${JUKI_MUNICIPALITY:-132071}}" \
    --bootstrap "$(cat "$JUKI_RUN/kafka.bootstrap")" --tls "$JUKI_RUN/tls/topics" >"$JUKI_RUN/log/topics-$action.log" ||
    die "could not make the topics and their rights; the log is $JUKI_RUN/log/topics-$action.log"
done
say "$(wc -l <"$names") consumers have their topics"
