#!/usr/bin/python3
"""make demo as a person runs it: it ends well and says what became of everything; a second one starts afresh;
what stands in topics, logs and metrics has no number in clear, by a search of this test's own; make down leaves
nothing running."""
import json
import pathlib
import re
import urllib.request

from instance import PEERS, PREFIX, REPO, SERVICES, Instance, Tap, wait_for
from opened import opened_records, unseal

SIZE = 300
FIRST_SEED, SECOND_SEED = 11, 12
# What all numbers of the town and of the newborn look like: bodies that begin 0000 and another digit than 0
# (tests/town/town.h). Overlapping matches count.
NUMBER = re.compile(rb"(?=(0000[1-9][0-9]{6,7}))")


def make(instance, *words):
    return instance.call(["make", "--no-print-directory", *words])


def read_summary(instance):
    return json.loads((instance.run / "demo/summary.json").read_text())


# ---- what the summary says --------------------------------------------------------------------------------


def check_summary(tap, summary):
    for figure in ("lost", "duplicated", "out_of_order", "unconfirmed", "dead_letters", "unexpected",
                   "clear_numbers_found"):
        tap.equal(summary[figure], 0, f"{figure} is 0")
    tap.ok(summary["audit_verified"] is True and summary["good"] is True, "audit verified, all is well",
           summary)
    tap.equal(summary["submitted"], summary["registered"] + sum(summary["refused"].values()),
              "every change is registered or refused")
    tap.ok(summary["refused"] and all(summary["refused"].values()), "some are refused, by code",
           summary["refused"])
    held = {name: summary[name] for name in ("held_prefecture", "held_tax")}
    tap.equal(held, dict.fromkeys(held, summary["persons"]), "prefecture and tax hold every person")
    tap.ok(0 < summary["held_welfare"] < summary["residents"] / 2, "welfare holds families of preschool children alone",
           summary["held_welfare"])
    tap.ok(0 < summary["delivered_card"] == summary["held_card"],
           "what was delivered is held by the card system",
           summary)
    tap.ok(SIZE * 0.9 < summary["residents"] <= summary["persons"] < SIZE * 1.3, "a town of about that size",
           summary)
    tap.ok(summary["audit_records"] > 8 * summary["registered"],
           "every change left its acts in the audit trail",
           summary)
    compared = {row["with"]: row["compared"] for row in summary["comparisons"]}
    places = {"events", "tax", "prefecture", "welfare", "card", "audit"}
    tap.ok(set(compared) == places and all(compared.values()),
           "compared with every place, and with something in it", summary["comparisons"])
    tap.ok(all(summary["scanned"].values()) and summary["numbers_searched"] >= 2 * summary["persons"],
           "topics, logs, metrics and databases were searched for both numbers of everybody",
           summary["scanned"])


def rows_of(instance, table):
    return sum(int(instance.sql(name, f"SELECT count(*) FROM {table}")[0][0]) for name in SERVICES)


def check_databases(tap, instance, summary):
    """The figures again, by SQL of this test's own. That somebody asks is an act, too, and leaves a moment later."""
    sent = wait_for(lambda: rows_of(instance, "outbox") == 0, 10, "empty outboxes")
    found = {
        "registered": instance.sql("resident", "SELECT count(*) FROM change WHERE status = 2"),
        "persons": instance.sql("resident", "SELECT count(*) FROM person"),
        "held_tax": instance.sql("tax", "SELECT count(DISTINCT key) FROM journal"),
        "outbox": [[0 if sent else rows_of(instance, "outbox")]],
        "parked": [[rows_of(instance, "parked")]],
    }
    wanted = {"registered": summary["registered"], "persons": summary["persons"],
              "held_tax": summary["held_tax"],
              "outbox": 0, "parked": 0}
    tap.equal({name: int(rows[0][0]) for name, rows in found.items()}, wanted, "the databases say the same")


# ---- numbers in clear -------------------------------------------------------------------------------------


def topic_bytes(instance):
    """Keys, headers and values of every record of every topic."""
    from confluent_kafka import Consumer, TopicPartition

    consumer = Consumer({**instance.kafka(), "group.id": "demo-test", "enable.auto.commit": False, "enable.partition.eof": True})
    topics = consumer.list_topics(timeout=10).topics
    places = [TopicPartition(name, partition, 0) for name, topic in topics.items() if name.startswith(PREFIX)
              for partition in topic.partitions]
    consumer.assign(places)
    open_places, parts = len(places), []
    while open_places:
        record = consumer.poll(10)
        if record is None:
            raise RuntimeError("the topics could not be read")
        if record.error():
            open_places -= 1
            continue
        parts += [record.key() or b"", record.value() or b""]
        parts += [part for name, value in record.headers() or [] for part in (name.encode(), value or b"")]
    consumer.close()
    return b"\n".join(parts)


def metrics_bytes(instance):
    pages = []
    for name in SERVICES + PEERS:
        address = instance.settings(name).get("JUKI_HTTP_ADDRESS")
        if address:
            with urllib.request.urlopen(f"http://{address}/metrics", timeout=5) as page:
                pages.append(page.read())
    return b"\n".join(pages)


def town_numbers(instance):
    """Both numbers of everybody, opened from the register's rows with its key."""
    records = opened_records(instance, "number_keys IS NOT NULL")
    found = {unseal(instance, "resident", "individual_number", record.register_ref, record.individual_number) for record in records}
    return found | {unseal(instance, "resident", "resident_code", record.register_ref, record.resident_code) for record in records}


def check_numbers(tap, instance, summary):
    numbers = town_numbers(instance)
    tap.equal(len(numbers), 2 * summary["persons"], "the register's numbers, two of everybody, can be opened")
    tap.ok(all(NUMBER.match(number) for number in numbers), "and all are of the synthetic block")
    logs = b"\n".join(path.read_bytes() for path in (instance.run / "log").iterdir())
    places = {"topics": topic_bytes(instance), "logs": logs, "metrics": metrics_bytes(instance)}
    persons = instance.sql("resident", "SELECT addressee_number FROM person LIMIT 2")
    tap.ok(all(number[0].encode() in places["topics"] for number in persons),
           "the search finds what is in a topic")
    for name, content in places.items():
        seen = {match.group(1)[:length] for match in NUMBER.finditer(content) for length in (11, 12)}
        tap.ok(content and not seen & numbers, f"no number of the town in {len(content)} bytes of {name}",
               f"{len(seen & numbers)} numbers")


# ---- the broker's topics ----------------------------------------------------------------------------------


def check_topics(tap, instance):
    table = REPO / "proto/topics.csv"
    same = instance.topics("diff", table)
    tap.equal(same.returncode, 0, "the running broker has the topics of the table, nothing else")
    other = instance.run / "other-topics.csv"
    other.write_text(table.read_text().replace("change_id,1,7,", "change_id,5,7,", 1))
    differs = instance.topics("diff", other)
    tap.ok(differs.returncode == 1 and "resident.command" in differs.stdout,
           "and a table that says otherwise is told so", differs.stdout)


def check_confined(tap, instance):
    """What the kernel says of each service: no new rights, a filter of system calls, no core dump."""
    wanted = {"NoNewPrivs": "1", "Seccomp": "2", "core": "0"}
    found = {}
    for name in SERVICES:
        proc = pathlib.Path(f"/proc/{instance.pid(name)}")
        status = dict(line.split(":\t") for line in (proc / "status").read_text().splitlines())
        core = next(line.split()[-2] for line in (proc / "limits").read_text().splitlines()
                    if line.startswith("Max core file size"))
        found[name] = {"NoNewPrivs": status["NoNewPrivs"], "Seccomp": status["Seccomp"], "core": core}
    tap.equal(found, dict.fromkeys(SERVICES, wanted), "every service has given up what it does not need")


def check_none_refused(tap, instance):
    page = (instance.run / "demo/metrics/audit").read_text()
    tap.ok("\njuki_transport_refused_total 0\n" in page, "nobody asks Kafka for more than he may",
           "\n".join(line for line in page.splitlines() if "refused" in line))


def main():
    tap = Tap(38)
    with Instance("demo") as instance:
        first = make(instance, "demo", f"DEMO_SIZE={SIZE}", f"DEMO_SEED={FIRST_SEED}")
        tap.ok(first.returncode == 0, "make demo ends with exit code 0",
               f"{first.returncode}; {first.stderr[-600:]}\nnot running, and the end of their logs:\n{instance.ended()}")
        tap.ok("All is there." in first.stdout and "make down stops it" in first.stdout,
               "and says that all is there, and where to look", first.stdout + first.stderr)
        summary = read_summary(instance)
        check_summary(tap, summary)
        check_databases(tap, instance, summary)
        check_numbers(tap, instance, summary)
        check_topics(tap, instance)
        check_confined(tap, instance)
        check_none_refused(tap, instance)

        pids = {name: instance.pid(name) for name in SERVICES}
        second = make(instance, "demo", f"DEMO_SIZE={SIZE}", f"DEMO_SEED={SECOND_SEED}")
        tap.equal(second.returncode, 0, "a second make demo ends with exit code 0")
        again = read_summary(instance)
        tap.ok(again["good"] and again["submitted"] == again["registered"] + sum(again["refused"].values()),
               "and all is well again", again)
        tap.ok(again["persons"] != summary["persons"] or again["submitted"] != summary["submitted"],
               "with another town, of which nothing of the first is left", again)
        tap.ok(all(pid and instance.pid(name) not in (None, pid) for name, pid in pids.items()),
               "everything runs, anew")

        running = instance.processes()
        tap.ok(len(running) >= len(SERVICES + PEERS) + 2, "services, peers and servers are seen to run",
               running)
        down = make(instance, "down")
        tap.equal(down.returncode, 0, "make down ends with exit code 0")
        tap.equal(instance.processes(), {}, "and leaves no process")
        tap.equal(make(instance, "down").returncode, 0, "make down with nothing there ends well too")
    return tap.failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
