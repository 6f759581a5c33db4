"""SIGKILL at random moments: who is killed comes back at once."""
import contextlib
import os
import random
import signal
import threading
import time

from instance import say, wait_for

SERVERS = {"postgres": "postgres.sh", "kafka": "kafka.sh"}
BACKEND = "backend"  # one process of PostgreSQL that serves audit


def at_random(chance, seconds, kills):
    """[(moment in seconds, [targets])], in the order of time."""
    chance.shuffle(kills)
    moments = sorted(chance.uniform(0.5, seconds) for _ in kills)
    return list(zip(moments, kills))


class Killer:
    """Kills and starts again; one thread per target, so that a slow start delays no other kill.

    rest_seconds: how long who came back may work, about, before he is killed for a moment that passed meanwhile.
    """

    def __init__(self, instance, plan, player, rest_seconds=0):
        self.instance = instance
        self.player = player
        self.begun = time.monotonic()
        self.lock = threading.Lock()
        self.postgres = threading.Lock()  # a start of PostgreSQL makes roles, and is told when that is broken off
        self.rest_seconds = rest_seconds
        self.done = []
        self.wrong = []
        named = {target for _, targets in plan for target in targets}
        self.threads = [threading.Thread(target=self.haunt, args=(target, plan), daemon=True)
                        for target in sorted(named)]

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def haunt(self, target, plan):
        rest = 0
        for moment, targets in plan:
            if target not in targets:
                continue
            time.sleep(max(rest, self.begun + moment - time.monotonic(), 0))
            rest = random.uniform(0, 2 * self.rest_seconds)
            try:
                with self.postgres if target in ("postgres", BACKEND) else contextlib.nullcontext():
                    self.kill(target, targets)
            except RuntimeError as error:
                with self.lock:
                    self.wrong.append(f"{target}: {error}")

    def kill(self, target, targets):
        busy = self.player.poll() is None
        pid = self.strike(target)
        after = time.monotonic() - self.begun
        if target != BACKEND:
            self.command(target, "start")
        beside = "" if len(targets) == 1 else f" (at once: {' and '.join(targets)})"
        say(f"{after:6.1f} s  killed {target}{beside}, pid {pid}")
        with self.lock:
            self.done.append((target, len(targets)))
            if pid is None:
                self.wrong.append(f"{target} was not running {after:.1f} s after the beginning")
            if not busy:
                self.wrong.append(f"the load was over before {target} was killed")

    def strike(self, target):
        """The process that was killed; None when there was none."""
        if target == BACKEND:
            struck = []
            wait_for(lambda: self.strike_backend(struck), 30, "a process that serves audit")
            return struck[0] if struck else None
        pid = self.instance.pid(target)
        self.command(target, "kill")
        return pid

    def strike_backend(self, struck):
        """The postmaster then ends all others, and begins anew. There is none while it does, or is away itself."""
        for pid in self.instance.backends("juki_audit")[:1]:
            try:
                os.kill(pid, signal.SIGKILL)
                struck.append(pid)
            except ProcessLookupError:
                pass
        return bool(struck)

    def command(self, target, action):
        if target in SERVERS:
            self.instance.script(SERVERS[target], action)
        else:
            self.instance.service(action, target)


def count_of(done):
    """How often each was killed."""
    killed = sorted(target for target, _ in done)
    return {target: killed.count(target) for target in killed}
