#!/usr/bin/python3
"""SIGKILL at random moments of a demo: 20 times any one of the five services, PostgreSQL or Kafka, each at
least twice, and 3 times two of them at once; each comes back at once. Nothing may be lost, doubled or out of
order, and the audit trail stays one tree.

KILL_SEED chooses targets and moments (default: from the clock; printed). KILL_SECONDS is how long it goes on.
"""
import os
import random
import time

from instance import PEERS, SERVICES, Instance, Tap, say, summary_lines
from killer import SERVERS, Killer, at_random
from trail import check_trail, watch

TARGETS = SERVICES + list(SERVERS)
SINGLE, DOUBLE = 20, 3
SIZE, ACCELERATION = 2000, 24
CHANGES = 1215  # of that town and month, about


def make_plan(seed, seconds):
    chance = random.Random(seed)
    kills = [[target] for target in TARGETS * 2]
    kills += [[chance.choice(TARGETS)] for _ in range(SINGLE - len(kills))]
    kills += [chance.sample(TARGETS, 2) for _ in range(DOUBLE)]
    return at_random(chance, seconds, kills)


def main():
    seed = int(os.environ.get("KILL_SEED", time.time_ns() // 1000 % 1000000))
    seconds = int(os.environ.get("KILL_SECONDS", "140"))
    tap = Tap(22)
    print(f"# KILL_SEED={seed}", flush=True)
    with Instance("kill") as instance:
        town = ("--size", str(SIZE), "--acceleration", str(ACCELERATION))
        instance.env["JUKI_CHECKPOINT_EVERY"] = "500ms"
        instance.up()
        tap.ok(True, "everything is up")
        peers = {name: instance.pid(name) for name in PEERS}
        watcher = watch(instance)
        rate = max(1, CHANGES // (seconds + 5))
        player = instance.play(*town, "--rate", str(rate), "--deadline", str(seconds * 3))
        killer = Killer(instance, make_plan(seed, seconds), player)
        killer.run()
        singles = [target for target, count in killer.done if count == 1]
        tap.ok(len(singles) == SINGLE and all(singles.count(target) >= 2 for target in TARGETS),
               f"{SINGLE} kills during the demo, each service and server at least twice", killer.done)
        tap.equal(len(killer.done) - len(singles), 2 * DOUBLE, f"{DOUBLE} times two at once")
        tap.ok(not killer.wrong, "every killed process was alive and at work, none had ended by itself",
               "\n".join(killer.wrong))
        player.wait()
        played = instance.played()
        tap.equal(player.returncode, 0, "every change of the month ended as expected")
        answers = [played.get(part, {}).get(figure) for part in ("load", "month")
                   for figure in ("lost", "unexpected")]
        tap.equal(answers, [0, 0, 0, 0], "no change without answer, none with an unexpected one")
        tap.equal(instance.service("ready", *SERVICES, check=False), 0, "all services serve again")
        check_trail(tap, instance, watcher)
        summary_lines(tap, *instance.summary(*town))
        tap.equal({name: instance.pid(name) for name in PEERS}, peers, "no peer ended by itself")
        say(f"seed {seed}, {time.monotonic() - killer.begun:.0f} s from the first change to the summary")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
