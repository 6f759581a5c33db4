#!/usr/bin/env bash
# Container health check: 0 when the service's own /readyz answers 200, so that healthy means that it
# serves; Docker restarts nothing for it. No curl in the image, so bash opens the socket.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${JUKI_HTTP_ADDRESS##*:}"
printf 'GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[[ $status == 200 ]]
