#!/usr/bin/python3
"""SIGKILL at random moments of a demo: 20 times any one of the five services, PostgreSQL or Kafka, each at
least twice, and 3 times two of them at once; each comes back at once. Nothing may be lost, doubled or out of
order.

KILL_SEED chooses targets and moments (default: from the clock; printed). KILL_SECONDS is how long it goes on.
"""
import os
import random
import threading
import time

from instance import PEERS, SERVICES, Instance, Tap, say, summary_lines

SERVERS = {"postgres": "postgres.sh", "kafka": "kafka.sh"}
TARGETS = SERVICES + list(SERVERS)
SINGLE, DOUBLE = 20, 3
SIZE, ACCELERATION = 2000, 24
CHANGES = 1215  # of that town and month, about


def make_plan(seed, seconds):
    """[(moment in seconds, [targets])], in the order of time."""
    chance = random.Random(seed)
    kills = [[target] for target in TARGETS * 2]
    kills += [[chance.choice(TARGETS)] for _ in range(SINGLE - len(kills))]
    kills += [chance.sample(TARGETS, 2) for _ in range(DOUBLE)]
    chance.shuffle(kills)
    moments = sorted(chance.uniform(0.5, seconds) for _ in kills)
    return list(zip(moments, kills))


class Killer:
    """Kills and starts again; one thread per target, so that a slow start delays no other kill."""

    def __init__(self, instance, plan, player):
        self.instance = instance
        self.player = player
        self.begun = time.monotonic()
        self.lock = threading.Lock()
        self.done = []
        self.wrong = []
        self.threads = [threading.Thread(target=self.haunt, args=(target, plan), daemon=True)
                        for target in TARGETS]

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def haunt(self, target, plan):
        for moment, targets in plan:
            if target not in targets:
                continue
            pause = self.begun + moment - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            try:
                self.kill(target, targets)
            except RuntimeError as error:
                with self.lock:
                    self.wrong.append(f"{target}: {error}")

    def kill(self, target, targets):
        pid = self.instance.pid(target)
        busy = self.player.poll() is None
        self.command(target, "kill")
        after = time.monotonic() - self.begun
        self.command(target, "start")
        beside = "" if len(targets) == 1 else f" (at once: {' and '.join(targets)})"
        say(f"{after:6.1f} s  killed {target}{beside}, pid {pid} -> {self.instance.pid(target)}")
        with self.lock:
            self.done.append((target, len(targets)))
            if pid is None:
                self.wrong.append(f"{target} was not running {after:.1f} s after the beginning")
            if not busy:
                self.wrong.append(f"the demo was over before {target} was killed")

    def command(self, target, action):
        if target in SERVERS:
            self.instance.script(SERVERS[target], action)
        else:
            self.instance.service(action, target)


def main():
    seed = int(os.environ.get("KILL_SEED", time.time_ns() // 1000 % 1000000))
    seconds = int(os.environ.get("KILL_SECONDS", "140"))
    tap = Tap(15)
    print(f"# KILL_SEED={seed}", flush=True)
    with Instance("kill") as instance:
        town = ("--size", str(SIZE), "--acceleration", str(ACCELERATION))
        instance.up()
        tap.ok(True, "everything is up")
        peers = {name: instance.pid(name) for name in PEERS}
        rate = max(1, CHANGES // (seconds + 5))
        player = instance.play(*town, "--rate", str(rate), "--deadline", str(seconds * 2))
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
        summary_lines(tap, *instance.summary(*town))
        tap.equal({name: instance.pid(name) for name in PEERS}, peers, "no peer ended by itself")
        say(f"seed {seed}, {time.monotonic() - killer.begun:.0f} s from the first change to the summary")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
