"""What the operator of the system sees through jukictl: records of the topics, dead letters and their replay, the trail."""
import json
import socket
import sys
import uuid

from counter import DONE, REFUSED, UNREACHABLE, USAGE, move_within
from instance import PREFIX, REPO, wait_for


def check_refused(session):
    """Somebody knocks in plaintext where certificates are asked for, and the operator can see it (seed 002 R-46)."""
    host, port = (session.instance.run / "kafka.bootstrap").read_text().strip().split(":")
    with socket.create_connection((host, int(port))) as stranger:
        stranger.sendall(b"\0\0\0\x0e\0\x03\0\x01\0\0\0\x01\xff\xff\0\0\0\0")  # a question for metadata
        heard = stranger.recv(64)
    told = set()

    def knows_stranger():
        refused = session.json("audit", "refused")[1]
        told.update((entry["code"], entry["operator"].get("operator_id", ""), entry["operator"]["terminal_id"])
                    for entry in refused or [])
        return "not_tls" in {code for code, _, _ in told}

    session.tap.ok(wait_for(knows_stranger, 60, "the refusal of a stranger") and len(heard) <= 7 and
                   told == {("not_tls", "", "127.0.0.1"), ("not_authorized", "operator", "127.0.0.1"),
                            ("not_authorized", "welfare", "127.0.0.1")},
                   "audit refused: who spoke no TLS, who reached for a feed (check_topic), and nobody else", told)


def acts_of_table():
    """What services/audit/ACTS.md says that each service may tell; "all" of any."""
    cells = [line.split(" | ") for line in (REPO / "services/audit/ACTS.md").read_text().splitlines() if line.startswith("| ")]
    return {(row[0][2:], act) for row in cells for act in row[2].split()}


def check_acts(session):
    code, told = session.json("audit", "counts", "--purpose", "test")
    seen = {(count["service"], count["action"]) for count in told["count"]}
    table = acts_of_table()
    unknown = {(service, act) for service, act in seen if not {(service, act), ("all", act)} & table}
    session.tap.ok(code == DONE and len(seen) > 30 and not unknown, "every act in the trail stands in ACTS.md", unknown or seen)


def check_audit(session, change_id):
    session.expect("audit verify", DONE, ["audit", "verify"], "verified entries: ")
    code, answer = session.json("audit", "verify")
    session.tap.ok(code == DONE and answer["verified"] is True and answer["entries"] > 50,
                   "audit verify as JSON", answer)
    check_refused(session)
    check_acts(session)
    code, journey = session.json("audit", "journey", change_id, "--purpose", "test")
    acts = {(entry["service"], entry["action"]) for entry in journey or []}
    wanted = {("resident", "change.entered"), ("resident", "change.registered"), ("identity", "notice.sent"),
              ("identity", "notice.acknowledged"), ("gateway", "feed.published"),
              ("gateway", "feed.acknowledged")}
    session.tap.ok(code == DONE and wanted <= acts, "audit journey: the acts of all services", acts)
    indexes = [entry["index"] for entry in journey]
    session.tap.ok(indexes == sorted(indexes), "in the order of the log", indexes)
    session.expect("audit journey as text", DONE, ["audit", "journey", change_id, "--purpose", "test"], "notice.sent", "S2002")


# ---- topics and dead letters ------------------------------------------------------------------------------


def certificate(session, name):
    return "--tls", session.instance.run / "tls" / name


def check_topic(session, counter):
    session.expect("topic tail as the operator, who reads no personal data", REFUSED,
                   ["topic", "tail", "feed.tax", "--from", "beginning"], "not_authorized")
    session.expect("topic tail of another office's feed", REFUSED,
                   ["topic", "tail", "feed.tax", "--from", "beginning", *certificate(session, "welfare")], "not_authorized")
    done = session.run("topic", "tail", "feed.tax", "--from", "beginning", "--json", *certificate(session, "tax"))
    session.tap.ok(done.returncode == DONE and done.stdout and
                   all(json.loads(line)["message"].endswith(" bytes)") for line in done.stdout.splitlines()),
                   "topic tail shows no body without a purpose", done.stdout[-2000:])
    done = session.run("topic", "tail", "feed.tax", "--from", "beginning", "--json", "--purpose", "test",
                       *certificate(session, "tax"))
    records = [json.loads(line) for line in done.stdout.splitlines()]
    session.tap.ok(done.returncode == DONE and records and
                   {record["type"] for record in records} == {"juki.gateway.v1.PersonFeed"}
                   and all(record["sequence"] >= 1 for record in records),
                   "topic tail from the beginning: decoded, ends with the last record", done.stdout[-2000:])
    numbers = {record["message"].get("individual_number", "")[:12] for record in records}
    session.tap.equal(numbers - {""}, {"(sealed tax/"}, "with numbers sealed for their reader")
    done = session.run("topic", "tail", "feed.tax", "--from", "beginning", "--count", "2", "--json",
                       *certificate(session, "tax"))
    session.tap.equal(len(done.stdout.splitlines()), 2, "topic tail --count")
    session.expect("topic tail as text", DONE,
                   ["topic", "tail", "feed.welfare", "--from", "beginning", "--count", "1", *certificate(session, "welfare")],
                   "juki.gateway.v1.PersonFeed")
    tail = session.instance.start([REPO / "build/release/bin/jukictl", "topic", "tail", "resident.reply",
                                   "--timeout",
                                   "10", "--count", "1", "--json", *certificate(session, "counter")],
                                  env={**session.instance.env, **session.instance.settings("jukictl")},
                                  stdout=-1)
    followed = wait_for(lambda: session.submit(counter.move_in()) and tail.poll() is not None, 15,
                        "topic tail")
    session.tap.ok(followed and json.loads(tail.communicate()[0])["type"] == "juki.resident.v1.ChangeReply",
                   "topic tail follows from the end on")
    session.expect("topic tail of a topic that is not there", UNREACHABLE,
                   ["topic", "tail", "feed.shoes", "--timeout", "3"], "topic_missing")


def poison(instance, value=b"\xff\xff this is no message"):
    """A record on resident.command whose value is no message; its ce_id."""
    from confluent_kafka import Producer
    sys.path.insert(0, str(REPO / "tests/peers/welfare"))
    import signature

    message_id = str(uuid.uuid4())
    producer = Producer(instance.kafka("counter"))
    headers = {"ce_specversion": "1.0", "ce_id": message_id, "ce_source": "/132071/counter",
               "ce_type": "juki.resident.v1.SubmitChange", "ce_time": "2026-04-30T00:00:00Z",
               "content-type": "application/protobuf"}
    headers[signature.HEADER] = signature.Signer(instance.settings("jukictl")["JUKI_KEY_DIR"], "counter").sign(
        "resident.command", message_id.encode(), headers, value)
    producer.produce(f"{PREFIX}.resident.command", key=message_id, value=value, headers=list(headers.items()))
    producer.flush(10)
    return message_id


def letters(session, service, code=None):
    rows = session.json("deadletter", "list", "--service", service)[1]
    return [row for row in rows if code is None or row["code"] == code]


def check_poisoned(session, counter):
    session.expect("deadletter list: none yet", DONE, ["deadletter", "list", "--service", "resident"])
    session.tap.equal(session.json("deadletter", "list", "--service", "resident"), (DONE, []),
                      "the same as JSON")
    message_id = poison(session.instance)
    session.tap.ok(wait_for(lambda: letters(session, "resident"), 20, "a dead letter"),
                   "a poisoned record is listed")
    letter = letters(session, "resident")[0]["id"]
    code, shown = session.json("deadletter", "show", "--service", "resident", letter)
    session.tap.ok(code == DONE and len(shown) == 1 and shown[0]["headers"]["ce_id"] == message_id
                   and shown[0]["topic"].endswith("resident.command")
                   and shown[0]["code"] and shown[0]["reason"],
                   "deadletter show: place, headers, code and reason", shown)
    whole = session.json("deadletter", "show", "--service", "resident", letter, "--purpose", "test")[1]
    session.tap.ok(shown[0]["message"].endswith(" bytes)") and whole[0]["message"].startswith("(sealed"),
                   "deadletter show: its size, and for a purpose that it is sealed", (shown, whole))
    session.expect("deadletter show as text", DONE, ["deadletter", "show", "--service", "resident"],
                   message_id)
    session.expect("deadletter show of an unknown id: refused", REFUSED,
                   ["deadletter", "show", "--service", "resident", str(uuid.uuid4())], "letter_unknown")
    session.expect("deadletter list without service", USAGE, ["deadletter", "list"], "--service")
    session.expect("deadletter list of no service", UNREACHABLE,
                   ["deadletter", "list", "--service", "shoes", "--timeout", "3"])
    session.expect("a poisoned record holds nobody up", DONE, ["submit", "-", "--wait"], "provisional",
                   given=json.dumps(counter.move_in()))


def put_gateway_keys(instance, keys):
    """By rename, as services may read them at any moment; they do so by themselves."""
    beside = instance.run / "keys/gateway.keys.new"
    beside.write_text(keys)
    beside.rename(instance.run / "keys/gateway.keys")


def check_replay(session, counter):
    """gateway lacks the key of a record, which is dead then; with the key back, the next record of that person
    waits behind it; replay heals both."""
    instance = session.instance
    right = (instance.run / "keys/gateway.keys").read_text()
    instance.service("stop", "gateway")
    first, addressee = session.register(counter.move_in())
    wait_for(lambda: instance.sql("resident", "SELECT count(*) FROM outbox") == [["0"]], 20, "the record's departure")
    put_gateway_keys(instance, "gateway/2020 " + "0" * 63 + "1\n")
    instance.service("start", "gateway")
    instance.service("ready", "gateway")
    session.tap.ok(wait_for(lambda: letters(session, "gateway", "seal_key"), 20, "a dead letter of gateway"),
                   "a record that gateway cannot open is dead, with the reason")
    put_gateway_keys(instance, right)
    second, _ = session.register(move_within(addressee[0], "７番地"))
    done = session.run("status", second, "--wait", "--timeout", "4")
    session.tap.ok(done.returncode == UNREACHABLE and "fed tax: waiting" in done.stdout,
                   "status --wait of a change that waits behind it: exit code 3 at the timeout",
                   done.stdout + done.stderr)
    letter = letters(session, "gateway", "seal_key")[0]["id"]
    code, answer = session.json("deadletter", "replay", "--service", "gateway", letter)
    session.tap.equal((code, answer), (DONE, {"replayed": 1, "kept": 0}), "deadletter replay")
    session.expect("what was dead is complete", DONE, ["status", first, "--wait", "--timeout", "20"])
    session.expect("and so is what waited behind it", DONE, ["status", second, "--wait", "--timeout", "20"])
    left = ("SELECT count(*) FROM parked "
            "UNION ALL SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL")
    session.tap.equal(instance.sql("gateway", left), [["0"], ["0"]], "nothing is left waiting or dead")
    before = instance.sql("gateway", "SELECT topic, key, last FROM outbox_stream ORDER BY 1, 2")
    session.expect("replay of all once more", DONE, ["deadletter", "replay", "--service", "gateway"],
                   "replayed: 1")
    session.register(counter.move_in())
    after = instance.sql("gateway", "SELECT topic, key, last FROM outbox_stream ORDER BY 1, 2")
    session.tap.ok(all(row in after for row in before), "changes nothing",
                   f"before: {before}\nafter: {after}")
