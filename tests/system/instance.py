"""One instance of everything (deploy/local) for a system test, and the test's TAP lines on standard output.

Use: `with Instance("kill") as instance:`; whatever happens inside, nothing of the instance is left running.
"""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time

REPO = pathlib.Path(__file__).resolve().parents[2]
LOCAL = REPO / "deploy/local"
BIN = REPO / "build/release/bin"
SERVICES = ["resident", "identity", "delivery", "gateway", "audit"]
PEERS = ["prefecture", "national", "municipality", "card", "koseki", "justice", "portal", "kiosk", "network", "tax", "welfare"]
PROGRAMS = SERVICES + PEERS + ["witness"]
PREFIX = "juki.132071"


class Tap:
    """The plan first, then one line per test; failures tell why on lines that begin with #."""

    def __init__(self, plan):
        self.count = 0
        self.failed = 0
        print(f"1..{plan}", flush=True)

    def ok(self, good, name, why=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)
        if not good and why != "":
            text = why if isinstance(why, str) else repr(why)
            print("".join(f"# {line}\n" for line in text.strip().splitlines()), end="", flush=True)
        return good

    def equal(self, found, wanted, name):
        return self.ok(found == wanted, name, f"found {found!r}, wanted {wanted!r}")


def say(text):
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def end_on_signals():
    """SIGTERM and SIGHUP end the test as SIGINT does: through every `finally`."""

    def leave(number, _frame):
        for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)


def wait_for(condition, seconds, what):
    """Polls until condition() is true; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            say(f"waited {seconds} s in vain for {what}")
            return False
        time.sleep(0.1)
    return True


def summary_lines(tap, code, summary):
    """The verdict of juki-summary as tests: seven lines."""
    differing = [each for each in summary.get("comparisons", [])
                 if each["missing"] or each["differing"] or each["extra"]]
    for figure in ("lost", "duplicated", "out_of_order", "unconfirmed", "dead_letters",
                   "clear_numbers_found"):
        tap.ok(summary.get(figure) == 0, f"summary: {figure} is 0",
               f"{figure} {summary.get(figure)}; comparisons that differ: {json.dumps(differing)}")
    tap.ok(summary.get("audit_verified") is True and code == 0, "summary: audit trail verified, all is well",
           f"exit code {code}, summary {json.dumps(summary)}")


class Instance:
    """Servers, services and peers under a directory of this test's own."""

    def __init__(self, name):
        base = pathlib.Path(os.environ.get("JUKI_RUN", REPO / ".run"))
        self.run = (base / f"system-{name}").resolve()
        self.id = hashlib.sha256(str(self.run).encode()).hexdigest()[:12]
        kept = ("JUKI_CACHE", "JUKI_KAFKA_SOURCE", "JUKI_JOBS")
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("JUKI_") or k in kept}
        self.env.update(JUKI_RUN=str(self.run), LC_ALL="C.UTF-8")
        self.env.pop("MAKEFLAGS", None)
        self.children = []
        self.lock = threading.Lock()
        self.ending = False

    def __enter__(self):
        end_on_signals()
        self.run.mkdir(parents=True, exist_ok=True)
        self.log = open(self.run / "test.log", "wb")
        self.remove()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.end_children()
        self.remove()

    # ---- processes --------------------------------------------------------------------------------------

    def start(self, command, **options):
        """A process in a group of its own, ended with the test. Threads start none once that is ending."""
        options.setdefault("env", self.env)
        with self.lock:
            if self.ending and threading.current_thread() is not threading.main_thread():
                raise RuntimeError("the test is ending")
            process = subprocess.Popen([str(word) for word in command], cwd=REPO, start_new_session=True,
                                       **options)
            self.children.append(process)
        return process

    def end_children(self):
        with self.lock:
            for process in self.children:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def call(self, command, **options):
        """Runs a command to its end; its exit code, standard output and standard error."""
        given = options.pop("input", None)
        process = self.start(command, stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        out, err = process.communicate(given)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def script(self, name, *words, check=True):
        """A script of deploy/local; its output goes to test.log."""
        process = self.start([LOCAL / name, *words], stdin=subprocess.DEVNULL, stdout=self.log,
                             stderr=self.log)
        code = process.wait()
        if check and code != 0:
            said = (self.run / "test.log").read_text(errors="replace").splitlines()[-15:]
            what = f"{name} {' '.join(words)} ended with {code}; {self.run}/test.log ends so:"
            raise RuntimeError("\n".join([what, *said]))
        return code

    def service(self, action, *names, check=True):
        return self.script("service.sh", action, *names, check=check)

    def pid(self, name):
        """The process of a service, a peer, postgres or kafka; None when it is not running."""
        try:
            pid = int((self.run / f"{name}.pid").read_text())
            state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (OSError, ValueError):
            return None
        return None if state in "ZX" else pid

    def ended(self):
        """Of every service and peer that does not run: the last words of its log."""
        words = []
        for name in PROGRAMS:
            log = self.run / "log" / f"{name}.log"
            if self.pid(name) is None and log.exists():
                words += [f"{name}: {line}" for line in log.read_text(errors="replace").splitlines()[-4:]]
        return "\n".join(words)

    def processes(self):
        """What runs of this instance, as {pid: command}, without the scripts that start it."""
        marks = {f"{self.run}/{name}" for name in PROGRAMS} | {f"-Djuki.instance={self.id}"}
        homes = (f"{self.run}/kafka", f"{self.run}/postgres/data", f"/var/tmp/juki-{self.id}/data")
        found = {}
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                settings = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
                home = os.readlink(entry / "cwd")
            except OSError:
                continue
            if marks.intersection(words) or home in homes or f"JUKI_KEY_DIR={self.run}/keys" in settings:
                found[int(entry.name)] = " ".join(words).strip()
        return found

    def backends(self, role):
        """The processes of PostgreSQL that serve this role."""
        data = f"{(self.run / 'postgres.home').read_text().strip()}/data"
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(entry / "cwd") == data and f"postgres: {role} " in (entry / "cmdline").read_text():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def remove(self):
        """Ends what runs, at once and without ceremony, and removes the data; logs stay."""
        self.service("kill", *PROGRAMS, check=False)
        for server in ("kafka.sh", "postgres.sh"):
            self.script(server, "kill", check=False)
            self.script(server, "destroy", check=False)
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for path in self.run.glob("welfare.sqlite*"):
            path.unlink()
        shutil.rmtree(self.run / "witness/state", ignore_errors=True)  # of a log that is gone

    # ---- the whole --------------------------------------------------------------------------------------

    def up(self):
        self.clear_logs()
        self.script("up.sh")
        self.need_real_kafka()

    def clear_logs(self):
        for path in (self.run / "log").glob("*.log"):
            path.unlink()
        (self.run / "demo").mkdir(exist_ok=True)

    def need_real_kafka(self):
        if (self.run / "kafka.source").read_text().strip() == "embedded":
            raise RuntimeError("this test needs a real Kafka (deploy/local/README.md)")

    def kafka(self, name="topics"):
        """How a client reaches the broker as somebody: as who provisions it, he may do everything."""
        folder = self.run / "tls" / name
        return {"bootstrap.servers": (self.run / "kafka.bootstrap").read_text().strip(), "security.protocol": "ssl",
                "ssl.ca.location": f"{folder}/ca.pem", "ssl.certificate.location": f"{folder}/certificate.pem",
                "ssl.key.location": f"{folder}/key.pem", "log_level": 0}

    def topics(self, action, table=REPO / "proto/topics.csv"):
        """juki-topics with the broker."""
        return self.call([BIN / "juki-topics", action, "--table", table, "--prefix", PREFIX, "--bootstrap",
                          self.kafka()["bootstrap.servers"], "--tls", self.run / "tls/topics"])

    def settings(self, name):
        """The environment that service.sh or up.sh wrote for a program."""
        lines = (self.run / "env" / name).read_text().splitlines()
        return dict(line.replace("'", "").split("=", 1) for line in lines)

    def play(self, *options):
        """Starts juki-play; its results go to demo/play.json."""
        return self.start([BIN / "juki-play", *options, "--issuer-key", self.run / "devissuer/key.pem", "--results",
                           self.run / "demo/play.json"],
                          env={**self.env, **self.settings("resident"), "JUKI_TLS_DIR": str(self.run / "tls/counter")},
                          stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def played(self):
        path = self.run / "demo/play.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def summary(self, *options):
        """Runs juki-summary; its exit code and summary.json."""
        path = self.run / "demo/summary.json"
        path.unlink(missing_ok=True)
        code = self.script("summary.sh", *options, check=False)
        return code, json.loads(path.read_text()) if path.exists() else {}

    def renew_token(self):
        """That of up.sh is good for ten minutes."""
        made = self.call([BIN / "juki-devissuer", "token", self.run / "devissuer/key.pem", "S2001", "T05"])
        (self.run / "devissuer/token").write_text(made.stdout)

    def token_of(self, operator, terminal):
        """A file with a good token of this operator at this terminal."""
        path = self.run / f"devissuer/token-{operator}-{terminal}"
        if not path.exists() or time.time() - path.stat().st_mtime > 300:
            made = self.call([BIN / "juki-devissuer", "token", self.run / "devissuer/key.pem", operator, terminal])
            path.write_text(made.stdout)
        return str(path)

    def jukictl(self, *words, given=None, env=None):
        """Whoever is named by --operator comes with a token of his own, at the terminal of the settings."""
        settings = {**self.env, **self.settings("jukictl")}
        texts = [str(word) for word in words]
        if "--operator" in texts[:-1]:
            operator = texts[texts.index("--operator") + 1]
            settings["JUKI_STAFF_TOKEN_FILE"] = self.token_of(operator, settings["JUKI_TERMINAL"])
        settings.update(env or {})
        return self.call([BIN / "jukictl", *words], input=given, env=settings)

    def sql(self, database, text):
        """Rows of a query, each a list of texts."""
        done = self.call([LOCAL / "postgres.sh", "psql", database, "-XAtF", "\t", "-c", text])
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines()]
