#!/usr/bin/python3
"""The campaign against the audit trail (make kill-audit): SIGKILL of audit, Kafka, PostgreSQL or one process of
PostgreSQL's at 100 random moments while a town's changes flow. One record per act, one tree, no checkpoint withdrawn.

KILLS is how many, KILL_SEED chooses targets and moments (default: from the clock; printed).
"""
import os
import random
import time

from instance import PEERS, SERVICES, Instance, Tap, say, summary_lines
from killer import BACKEND, Killer, at_random, count_of
from trail import check_trail, watch

TARGETS = {"audit": 8, "kafka": 3, "postgres": 4, BACKEND: 5}  # how often, about: Kafka takes longest to come back
SECONDS_PER_KILL, REST_SECONDS = 4, 4
RATE, ACCELERATION = 6, 24
SIZE_PER_SECOND = 10  # residents whose month takes so long at that rate
PATIENCE = 600  # for a change, on a machine that does other things, too


def make_plan(seed, kills, seconds):
    chance = random.Random(seed)
    names = list(TARGETS)
    chosen = names[:kills] + chance.choices(names, TARGETS.values(), k=max(0, kills - len(names)))
    return at_random(chance, seconds, [[name] for name in chosen])


def main():
    seed = int(os.environ.get("KILL_SEED", time.time_ns() // 1000 % 1000000))
    kills = int(os.environ.get("KILLS", "100"))
    seconds = kills * SECONDS_PER_KILL
    tap = Tap(21)
    print(f"# KILL_SEED={seed}", flush=True)
    with Instance("kill-audit") as instance:
        town = ("--size", str(SIZE_PER_SECOND * (seconds + 10)), "--acceleration", str(ACCELERATION))
        instance.env["JUKI_CHECKPOINT_EVERY"] = "200ms"
        instance.up()
        watcher = watch(instance)
        player = instance.play(*town, "--rate", str(RATE), "--deadline", str(seconds + PATIENCE))
        killer = Killer(instance, make_plan(seed, kills, seconds), player, REST_SECONDS)
        killer.run()
        tap.ok(len(killer.done) == kills, f"{kills} kills under load: {count_of(killer.done)}", killer.done)
        tap.ok(not killer.wrong, "who was killed was alive and at work", "\n".join(killer.wrong))
        player.wait()
        played = instance.played()
        tap.equal(player.returncode, 0, "every change of the month ended as expected")
        answers = [played.get(part, {}).get(figure) for part in ("load", "month")
                   for figure in ("lost", "unexpected")]
        tap.equal(answers, [0, 0, 0, 0], "no change without answer, none with an unexpected one")
        gone = [name for name in SERVICES + PEERS + ["witness"] if instance.pid(name) is None]
        tap.equal(gone, [], "nobody ended by himself")
        tap.equal(instance.service("ready", *SERVICES, check=False), 0, "all services serve again")
        records = check_trail(tap, instance, watcher)
        summary_lines(tap, *instance.summary(*town))
        tap.ok(records > kills, f"{records} records, {len(watcher.note)} checkpoints seen")
        say(f"seed {seed}, {time.monotonic() - killer.begun:.0f} s from the first change to the summary")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
