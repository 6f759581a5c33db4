#!/usr/bin/python3
"""Instances side by side on one machine: each has ports of its own, also when all choose at the same time, and none takes
another's server for its own that has ended, nor what begins for ended."""
import pathlib
import subprocess
import tempfile

from instance import REPO, Tap

INSTANCES, PORTS = 24, 20
LIB = f". {REPO}/deploy/local/lib.sh; open_run"


def bash(run, words):
    return subprocess.Popen(["/bin/bash", "-c", f"{LIB}; {words}"], env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "JUKI_RUN": str(run)},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main():
    tap = Tap(5)
    with tempfile.TemporaryDirectory() as folder:
        runs = [pathlib.Path(folder) / str(n) for n in range(INSTANCES)]
        choose = f"for n in {{1..{PORTS}}}; do port_of JUKI_PORT_$n; done"
        found = [child.communicate()[0].split() for child in [bash(run, choose) for run in runs]]
        ports = [port for each in found for port in each]
        tap.equal(len(ports), INSTANCES * PORTS, "every instance gets its ports")
        tap.equal(len(set(ports)), len(ports), "no two of them have one in common")
        again = bash(runs[0], choose).communicate()[0].split()
        tap.equal(again, found[0], "an instance keeps its ports")
        dead = bash(runs[0], 'echo 1 >"$JUKI_RUN/x.pid"; echo ended >"$JUKI_RUN/x.log"; '
                    'wait_for_start "$JUKI_RUN/x.pid" "$JUKI_RUN/x" "$JUKI_RUN/x.log" true')
        said = dead.communicate()[1]
        tap.ok(dead.returncode != 0 and "ended" in said, "what has ended is not ready because another answers", said)
        launch = bash(runs[0], 'mark="$JUKI_RUN/y"; touch "$mark"; '
                      """perl -e '$0 = ""; select undef, undef, undef, 0.02 until -e "$ARGV[-1].go"; exec @ARGV' tail -f "$mark" >/dev/null & """
                      'pid=$!; trap "kill -KILL $pid" EXIT; echo $pid >"$JUKI_RUN/y.pid"; '
                      'nameless() { [ -z "$(tr -d "\\0" <"/proc/$pid/cmdline")" ]; }; wait_until 300 nameless; '
                      '(sleep 0.3 && touch "$mark.go") & '
                      'wait_for_start "$JUKI_RUN/y.pid" "$mark" "$JUKI_RUN/y.log" true')
        said = launch.communicate()[1]
        tap.ok(launch.returncode == 0, "what is between two programs has not ended", said)
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
