#!/usr/bin/python3
"""Services in any order, without each other and twice: started before PostgreSQL, Kafka and the topics are
there, each away for a while as changes flow, a second copy of each beside the first, the first killed under load.
All changes complete all the same. Before that: what a service says about its configuration.

START_SEED chooses the orders (default: from the clock; printed).
"""
import os
import pathlib
import random
import signal
import time
import urllib.error
import urllib.request

from instance import BIN, LOCAL, PEERS, PREFIX, REPO, SERVICES, Instance, Tap, say, summary_lines, wait_for

CONFIG, USAGE = 78, 64
SIZE, ACCELERATION, RATE = 900, 12, 8  # about 60 s
AWAY_SECONDS = 4
WAY = "host=127.0.0.1 sslmode=verify-full sslrootcert=/x/ca.pem sslcert=/x/certificate.pem sslkey=/x/key.pem"


# ---- configuration ----------------------------------------------------------------------------------------


def good_settings(instance, service):
    own = {"audit": {"JUKI_CHECKPOINT_FILE": f"{instance.run}/audit.checkpoint"}}
    return {**own.get(service, {}),
            "JUKI_MUNICIPALITY": "132071", "JUKI_KAFKA_BOOTSTRAP": "127.0.0.1:1",
            "JUKI_DB_CONNINFO": WAY,
            "JUKI_KEY_DIR": f"{instance.run}/keys",
            "JUKI_TLS_DIR": f"{instance.run}/tls/{service}",
            "JUKI_DESTINATIONS": f"{instance.run}/allowed.csv"}


def ask(instance, service, option, settings):
    return instance.call([BIN / f"juki-{service}", option], env={"PATH": os.environ["PATH"], **settings})


def check_configuration(tap, instance):
    """For each service the same four questions; a test each."""
    goods = {service: good_settings(instance, service) for service in SERVICES}
    allowed = instance.call([LOCAL / "destinations.sh", REPO / "proto/topics.csv", PREFIX, "127.0.0.1:1"])
    secret = WAY + " application_name=do-not-show"
    bad_values = {"JUKI_MUNICIPALITY": "132072", "JUKI_BATCH_MAX": "0", "JUKI_BATCH_WAIT": "long",
                  "JUKI_LOG_LEVEL": "loud", "JUKI_CLOCK": "yesterday", "JUKI_KAFKA_BOOTSTRAP": "",
                  "JUKI_KEY_DIR": "", "JUKI_TLS_DIR": "/nowhere", "JUKI_KAFKA_PLAINTEXT": "perhaps"}
    answers = {}
    instance.call([LOCAL / "ca.sh", instance.run / "tls", REPO / "proto/topics.csv"])
    for service, good in goods.items():
        pathlib.Path(good["JUKI_DESTINATIONS"]).write_text(allowed.stdout)
        answers[service] = {
            "good": ask(instance, service, "--check-config", good),
            "none": ask(instance, service, "--check-config", {}),
            "wrong": ask(instance, service, "--check-config", {**good, **bad_values}),
            "printed": ask(instance, service, "--print-env", {**good, "JUKI_DB_CONNINFO": secret}),
            "argument": ask(instance, service, "--what", good),
        }

    def each(name, question, good_answer):
        given = {service: answers[service][question] for service in SERVICES}
        bad = {service: f"exit code {answer.returncode}: {answer.stdout}{answer.stderr}"
               for service, answer in given.items() if not good_answer(service, answer)}
        tap.ok(not bad, name, "\n".join(f"{service}: {text}" for service, text in bad.items()))

    each("--check-config with a good configuration: exit code 0, silent", "good",
         lambda service, a: a.returncode == 0 and a.stdout + a.stderr == "")
    each("--check-config with none: exit code 78, every missing variable named", "none",
         lambda service, a: a.returncode == CONFIG and all(name in a.stderr for name in goods[service]))
    each("--check-config with much wrong: exit code 78, every error named at once", "wrong",
         lambda service, a: a.returncode == CONFIG and all(name in a.stderr for name in bad_values))
    each("--print-env: every variable, secrets hidden", "printed",
         lambda service, a: a.returncode == 0 and "JUKI_DB_CONNINFO=***" in a.stdout
         and "JUKI_BATCH_MAX=100" in a.stdout
         and "do-not-show" not in a.stdout + a.stderr)
    each("an unknown argument: exit code 64", "argument",
         lambda service, a: a.returncode == USAGE and "--help" in a.stderr)
    started = instance.call([BIN / "juki-resident"], env={"PATH": os.environ["PATH"], **goods["resident"],
                                                               **bad_values})
    tap.equal(started.returncode, CONFIG, "a start with a wrong configuration: exit code 78")


# ---- what is there ----------------------------------------------------------------------------------------


def http(instance, name, page):
    """The status code of a page of a service; 0 when nobody answers."""
    address = instance.settings(name)["JUKI_HTTP_ADDRESS"]
    try:
        with urllib.request.urlopen(f"http://{address}{page}", timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def make_topics(instance):
    for action in ("apply", "grant"):
        done = instance.topics(action)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)


def have_leaders(instance):
    from confluent_kafka.admin import AdminClient

    topics = AdminClient(instance.kafka()).list_topics(timeout=30).topics
    return all(partition.leader >= 0 for name, topic in topics.items() if name.startswith(PREFIX)
               for partition in topic.partitions.values())


def start_backwards(tap, instance, chance):
    """Services first, then servers, then topics. Ports and certificates are made by a first start of the servers,
    whose databases stay empty: no service has seen them yet."""
    instance.clear_logs()
    instance.call([LOCAL / "keys.sh", instance.run / "keys"])
    (instance.run / "devissuer").mkdir(exist_ok=True)
    instance.call([BIN / "juki-devissuer", "keys", instance.run / "devissuer/key.pem", instance.run / "devissuer/keys.json"])
    for server in ("kafka.sh", "postgres.sh"):
        instance.script(server, "start")
        instance.script(server, "stop")
    instance.need_real_kafka()
    order = chance.sample(SERVICES + PEERS, len(SERVICES + PEERS))
    say(f"started without servers, in this order: {' '.join(order)}")
    instance.service("start", *order)
    alive = wait_for(lambda: all(http(instance, name, "/healthz") == 200 for name in SERVICES), 60,
                     "/healthz")
    tap.ok(alive, "without PostgreSQL and Kafka every service lives")
    tap.equal({http(instance, name, "/readyz") for name in SERVICES}, {503}, "and says that it is not ready")
    time.sleep(2)
    servers = chance.sample(["kafka.sh", "postgres.sh"], 2)
    say(f"then {servers[0]}, {servers[1]}, topics")
    for server in servers:
        instance.script(server, "start")
        time.sleep(1)
    tap.equal({http(instance, name, "/readyz") for name in SERVICES}, {503}, "a service waits for its migrations")
    instance.service("migrate", *SERVICES)
    for name in SERVICES:
        instance.script("postgres.sh", "psql", name, "-qXv", "ON_ERROR_STOP=1", "-f", REPO / "tests/issuer/terminals.sql")
    tap.equal([name for name in SERVICES + PEERS if instance.pid(name) is None], [],
              "nobody has ended meanwhile")
    make_topics(instance)
    if not wait_for(lambda: have_leaders(instance), 60, "leaders of all partitions"):  # the player does not wait for that
        raise RuntimeError("Kafka does not serve its topics")


# ---- while changes flow -----------------------------------------------------------------------------------


def leave_and_return(tap, instance, chance, player):
    for name in chance.sample(SERVICES, len(SERVICES)):
        instance.service("stop", name)
        time.sleep(AWAY_SECONDS)
        instance.service("start", name)
        say(f"{name} was away for {AWAY_SECONDS} s")
    peers = chance.sample(PEERS, len(PEERS))
    instance.service("stop", *peers)
    time.sleep(2)
    instance.service("start", *peers)
    say("all peers were away")
    tap.ok(player.poll() is None, "each service and the peers were away while changes flowed")


def second_copies(tap, instance, chance, player):
    """A copy of each service beside the first; then the first is killed and comes back."""
    copies = {}
    for name in chance.sample(SERVICES, len(SERVICES)):
        settings = {"PATH": os.environ["PATH"], **instance.settings(name)}
        settings.update({item: "127.0.0.1:0" for item in settings if item.endswith("_ADDRESS")})
        with open(instance.run / f"log/{name}-copy.log", "wb") as log:
            copies[name] = instance.start([BIN / f"juki-{name}"], env=settings, stdout=log, stderr=log)
    say("a second copy of every service")
    time.sleep(4)
    for name in chance.sample(SERVICES, len(SERVICES)):
        instance.service("kill", name)
        time.sleep(chance.uniform(0.2, 1.5))
        instance.service("start", name)
        say(f"killed the first {name}")
    tap.ok(player.poll() is None, "copies were started and the firsts killed while changes flowed")
    tap.equal([name for name, copy in copies.items() if copy.poll() is not None], [],
              "no copy has ended by itself")
    return copies


def stop_copies(tap, copies):
    for copy in copies.values():
        copy.send_signal(signal.SIGTERM)
    tap.equal({name: copy.wait(20) for name, copy in copies.items()}, {name: 0 for name in SERVICES},
              "told to end, every copy ends with exit code 0")


def main():
    seed = int(os.environ.get("START_SEED", time.time_ns() // 1000 % 1000000))
    chance = random.Random(seed)
    tap = Tap(23)
    print(f"# START_SEED={seed}", flush=True)
    with Instance("order") as instance:
        check_configuration(tap, instance)
        start_backwards(tap, instance, chance)
        town = ("--size", str(SIZE), "--acceleration", str(ACCELERATION))
        player = instance.play(*town, "--rate", str(RATE))
        leave_and_return(tap, instance, chance, player)
        copies = second_copies(tap, instance, chance, player)
        tap.equal(player.wait(), 0, "every change ended as expected")
        played = instance.played()
        tap.ok(played.get("load", {}).get("lost") == 0 and played.get("month", {}).get("lost") == 0,
               "no change without answer", played)
        stop_copies(tap, copies)
        instance.service("ready", *SERVICES, *PEERS)
        summary_lines(tap, *instance.summary(*town))
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
