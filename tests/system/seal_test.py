#!/usr/bin/python3
"""What is sealed stands nowhere in clear: a search, byte by byte, of PostgreSQL's files (write-ahead log and all), of Kafka's, of
logs and metrics, for the numbers and the name of a person who was entered, in every form in which a program might write
them. A canary of each form is planted in each kind of place and must be found, and so must a name with sealing switched
off. Keys turn over meanwhile, and one is destroyed by two persons. No core dump can come to be.

JUKI_SCAN_SIZE=N: plays a town of N first (`make demo`); JUKI_SCAN_FIELDS=N: as many different sealed values must have been searched
(a town of 55,000 makes a million)."""
import csv
import os
import pathlib
import re
import shutil
import sys
import urllib.request

from confluent_kafka import Producer

from counter import DONE, REFUSED, Counter, Session, check_digit
from instance import BIN, PEERS, PREFIX, REPO, SERVICES, Instance, Tap, wait_for
from operation import poison

TESTS = 31
SIZE = int(os.environ.get("JUKI_SCAN_SIZE", "0"))
FIELDS = int(os.environ.get("JUKI_SCAN_FIELDS", "0"))
# Documented sample numbers; large ones, so that no counter or time of the machine is taken for one.
NUMBER, CODE = check_digit("12345678901"), check_digit("9876543210")
NAME = "鵺森　封緘之介"
LOST_NAME = "鵺森　不達之介"  # of a command that nobody can read
OPEN_NAME = "鵺森　開封之介"  # entered with sealing switched off
HIDDEN_NAME, HIDDEN_KANA = "鵺森　秘匿之介", "ヌエモリ　ヒトクノスケ"  # entered while no other body reads
HIDDEN_PLACE, HIDDEN_HOUSE = "番地　鵺鳴９９号", "建物　鵺鳴秘匿荘"
PLANTED = check_digit("73519482640")
PLANTED_NAME = "鵺森　標本之介"
# A sealed value as protobuf writes it: id of the key, length and tag of the nonce, the nonce.
SEALED = re.compile(rb"\x0a.([a-z-]+/[a-z0-9-]+\x12\x0c.{12})", re.DOTALL)
POISONED = "resident.command"  # where the lost command was put in clear
REACHED = {"resident.command", "resident.reply", "resident.to-identity", "resident.to-gateway", "link.prefecture.out",
           "prefecture.national", "feed.tax", "feed.welfare", "audit.command", "audit.reply"}  # by entering somebody, and cases


# ---- forms ------------------------------------------------------------------------------------------------


def varint(value):
    parts = bytearray()
    while value > 0x7f:
        parts.append(value & 0x7f | 0x80)
        value >>= 7
    return bytes(parts + bytes([value]))


def number_forms(number):
    value, even = int(number), number.zfill(12)
    groups = [int(even[at:at + 4]) for at in range(0, 12, 4)]  # digits of PostgreSQL's numeric
    text = number.encode()
    return {
        "ascii": text,
        "utf-16le": number.encode("utf-16-le"),
        "utf-16be": number.encode("utf-16-be"),
        "full width": number.translate({ord(str(n)): chr(0xff10 + n) for n in range(10)}).encode(),
        "bcd": bytes.fromhex(even),
        "int64 big": value.to_bytes(8, "big"),
        "int64 little": value.to_bytes(8, "little"),
        "numeric": b"".join(group.to_bytes(2, "little") for group in groups),
        "varint": varint(value),
        "hex": text.hex().encode(),
    }


def name_forms(name):
    given = name.split("　")[1]
    return {"utf-8": given.encode(), "utf-16le": given.encode("utf-16-le"), "utf-16be": given.encode("utf-16-be"),
            "hex": given.encode().hex().encode()}


# ---- places -----------------------------------------------------------------------------------------------


def written(path):
    """The parts of a file that were written: Kafka makes its indexes of ten megabytes of nothing."""
    with open(path, "rb") as file:
        at, end = 0, os.fstat(file.fileno()).st_size
        while at < end:
            try:
                begin = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                return
            at = os.lseek(file.fileno(), begin, os.SEEK_HOLE)
            yield os.pread(file.fileno(), at - begin, begin)


def files_below(folder):
    for below, _, names in os.walk(folder):
        for name in names:
            yield pathlib.Path(below, name)


class Places:
    """What was written, part by part; a file that vanishes while we look was removed."""

    def __init__(self, instance):
        self.instance = instance
        home = pathlib.Path((instance.run / "postgres.home").read_text().strip())
        self.folders = {"databases": home / "data", "topics": instance.run / "kafka", "logs": instance.run / "log",
                        "metrics": instance.run / "demo/metrics"}
        self.running = SERVICES + PEERS
        self.sealed = set()  # of the last search, each once: the same value stands in a table, in its log and in a record
        self.seals = set()  # topic and audience
        self.bytes = 0

    def parts(self):
        for place, folder in self.folders.items():
            for path in files_below(folder):
                try:
                    for part in written(path):
                        yield place, str(path), part
                except FileNotFoundError:
                    continue
        for name in self.running:
            address = self.instance.settings(name).get("JUKI_HTTP_ADDRESS")
            if address:
                with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as page:
                    yield "metrics", name, page.read()

    def find(self, needles):
        """Where each needle was found, as {(what, form): {(place, path)}}, in all that was committed."""
        self.instance.sql("admin", "CHECKPOINT")
        found, self.bytes = {}, 0
        self.sealed.clear()
        self.seals.clear()
        for place, path, part in self.parts():
            self.bytes += len(part)
            if place in ("databases", "topics"):
                values = SEALED.findall(part)
                self.sealed.update(values)
                self.seals.update((topic_of((place, path)), value.partition(b"/")[0].decode()) for value in values)
            for needle, content in needles.items():
                if content in part:
                    found.setdefault(needle, set()).add((place, path))
        return found


def needles_of(**forms):
    return {(what, form): needle for what, each in forms.items() for form, needle in each.items()}


def topic_of(where):
    """The topic, without prefix, whose file a place is; None: it is another place."""
    place, path = where
    found = re.fullmatch(re.escape(PREFIX) + r"\.(.+)-\d+", pathlib.Path(path).parent.name)
    return found.group(1) if place == "topics" and found else None


def sealed_topics():
    """Whose keyring seals which topic; bodies of the others hold no names (common/seal/KEYS.md)."""
    with open(REPO / "proto/topics.csv", encoding="utf-8", newline="") as table:
        return {row["name"]: row["audience"] for row in csv.DictReader(table) if row["audience"] != "-"}


def places_of(found, what):
    return {(form, *where) for (found_what, form), all_of in found.items() if found_what == what for where in all_of}


# ---- chapters ---------------------------------------------------------------------------------------------


def enter_person(session, counter, name, **numbers):
    change, _ = session.register(counter.move_in(person={"name": name, "family_register_head": name, **numbers}))
    return change


def check_lost(tap, instance, session):
    # A record that resident cannot read: a name in it must not lie about as a dead letter.
    poison(instance, b"\xff\xff" + LOST_NAME.encode())
    dead = "SELECT count(*) FROM dead_letter WHERE code = 'malformed'"
    tap.ok(wait_for(lambda: instance.sql("resident", dead) == [["1"]], 20, "the dead letter"),
           "what cannot be read becomes a dead letter")
    code, shown = session.json("deadletter", "show", "--service", "resident")
    tap.ok(code == DONE and "(sealed, " in shown[0]["message"], "whose body is sealed", shown)


def settle(instance):
    """Nothing is under way."""
    depth = "SELECT count(*) FROM outbox"
    wait_for(lambda: all(instance.sql(name, depth) == [["0"]] for name in SERVICES), 30, "empty outboxes")


def check_nothing_in_clear(tap, places):
    found = places.find(needles_of(number=number_forms(NUMBER), code=number_forms(CODE), name=name_forms(NAME),
                                   lost=name_forms(LOST_NAME)))
    for what, name in (("number", "個人番号"), ("code", "住民票コード")):
        tap.equal(places_of(found, what), set(), f"the {name} stands nowhere in clear, in ten forms")
    name, lost = places_of(found, "name"), places_of(found, "lost")
    tap.equal({each for each in name if each[1] != "databases"}, set(), "the name stands in no topic, log or page")
    tap.equal({each for each in lost if topic_of(each[1:]) != POISONED}, set(),
              "the name of the lost command stands in no database, log, page or dead letter")
    wanted = {(topic, audience) for topic, audience in sealed_topics().items() if topic in REACHED}
    tap.ok(len(wanted) == len(REACHED) and wanted <= places.seals,
           "and bodies stand sealed for their audience in the topics that they went through", wanted - places.seals)
    tap.ok(len(places.sealed) > max(FIELDS - 1, 50), f"{len(places.sealed)} sealed values were searched, {places.bytes} bytes",
           f"wanted {FIELDS}")


def check_unread(tap, instance, session, counter, places):
    """Other bodies keep what they are told as they like, and here in the same cluster: so without them. Whoever is told waits."""
    instance.service("stop", *PEERS)
    places.running = SERVICES
    address = {**counter.move_in()["address"], "number": HIDDEN_PLACE.split("　")[1], "building": HIDDEN_HOUSE.split("　")[1]}
    _, (number,) = session.register(counter.move_in(address=address, person={
        "name": HIDDEN_NAME, "name_kana": HIDDEN_KANA, "family_register_head": HIDDEN_NAME}))
    ref = instance.sql("resident", f"SELECT register_ref FROM person WHERE addressee_number = '{number}'")[0][0]
    for name, kept in (("gateway", f"person WHERE addressee_number = '{number}'"), ("identity", f"record WHERE register_ref = '{ref}'")):
        wait_for(lambda: instance.sql(name, f"SELECT count(*) FROM {kept}") == [["1"]], 30, f"what {name} keeps")
    settle(instance)
    found = places.find(needles_of(name=name_forms(HIDDEN_NAME), kana=name_forms(HIDDEN_KANA), place=name_forms(HIDDEN_PLACE),
                                   house=name_forms(HIDDEN_HOUSE)))
    tap.equal(found, {}, "name, reading and address of a resident stand nowhere: no table, write-ahead log, topic, log or page")


def plant(instance, forms):
    """The planted canaries in every form: a table, a record, a log and a page."""
    rows = ", ".join(f"(decode('{needle.hex()}', 'hex'))" for needle in forms.values())
    instance.sql("resident", "CREATE TABLE planted (value bytea)")
    instance.sql("resident", f"INSERT INTO planted VALUES {rows}")
    content = b"\n".join(forms.values()) + b"\n"
    producer = Producer(instance.kafka())
    producer.produce(f"{PREFIX}.deadletter.resident", content, key="planted")  # nobody applies it
    producer.flush(30)
    (instance.run / "demo/metrics").mkdir(parents=True, exist_ok=True)
    for folder in ("log", "demo/metrics"):
        (instance.run / folder / "planted").write_bytes(content)


def check_planted(tap, instance, places):
    forms = needles_of(number=number_forms(PLANTED), name=name_forms(PLANTED_NAME))
    plant(instance, forms)
    found = places.find(forms)
    for place in ("databases", "topics", "logs", "metrics"):
        missed = [form for form in forms if place not in {where for where, _ in found.get(form, ())}]
        tap.equal(missed, [], f"a canary in {place} is found in every form")
    where = found[("number", "ascii")]
    tap.ok(any("pg_wal" in path for _, path in where), "in the write-ahead log, too", where)
    tap.ok(any(topic_of(each) for each in where), "and in the topics", where)
    for folder in ("log", "demo/metrics"):
        (instance.run / folder / "planted").unlink()


def check_switched_off(tap, instance, session, counter, places):
    """The same search, with sealing of names off; still without other bodies."""
    instance.env["JUKI_SEAL_NAMES"] = "false"
    instance.service("restart", *SERVICES)
    instance.service("ready", *SERVICES)
    enter_person(session, counter, OPEN_NAME)
    settle(instance)
    found = places_of(places.find(needles_of(name=name_forms(OPEN_NAME))), "name")
    for place in ("topics", "databases"):
        tap.ok(any(each[1] == place for each in found), f"a name that is not sealed is found in {place}: the search fails when sealing is off")
    del instance.env["JUKI_SEAL_NAMES"]
    instance.service("restart", *SERVICES)
    instance.service("ready", *SERVICES)


def check_rotation(tap, instance, session, counter):
    for audience in ("resident", "identity", "gateway", "delivery"):
        done = session.run("key", "add", audience, "2027")
        assert done.returncode == DONE, done.stderr
    change = enter_person(session, counter, NAME)
    session.expect("keys turn over while all runs", DONE, ["status", change, "--wait"])
    query = "SELECT position('%s'::bytea IN number_keys) > 0 FROM person_record WHERE change_id = '%s'"
    tap.equal(instance.sql("resident", query % ("resident/2027", change)), [["t"]], "and the new one seals")
    code, shown = session.json("key", "list", "resident")
    tap.equal([(row["key"], row["state"]) for row in shown], [("resident/2026", "opens"), ("resident/2027", "current")],
              "key list: what there is")
    tap.ok((instance.run / "keys/resident.keys").read_text().split()[1] not in session.said, "and never a key")


class Desk:
    """Who asks and who approves, each with a token of his own."""

    def __init__(self, session):
        self.session = session

    def run(self, operator, *words):
        instance = self.session.instance
        made = instance.call([BIN / "juki-devissuer", "token", instance.run / "devissuer/key.pem", operator, "T05"])
        path = instance.run / f"devissuer/token-{operator}"
        path.write_text(made.stdout)
        return self.session.run(*words, "--operator", operator, env={"JUKI_STAFF_TOKEN_FILE": str(path)})

    def approve(self, key, records=0):
        asked = self.run("S2001", "key", "ask", key, str(records), "--purpose", "保存期間の満了", "--json")
        approval, digest = (re.search(rf'"{name}": "([^"]+)"', asked.stdout).group(1) for name in ("approval_id", "digest"))
        done = self.run("S2002", "approval", "approve", "key_destruction", approval, digest)
        assert done.returncode == DONE, done.stderr
        return approval

    def destroy(self, key, approval):
        return self.run("S2001", "key", "destroy", key, "0", approval)


def check_destruction(tap, instance, session, counter):
    """Of a key of delivery: what it holds is passed on and goes."""
    desk = Desk(session)
    other = desk.approve("delivery/2026", records=1)
    approval = desk.approve("delivery/2026")
    for name, done, word in (("another key's approval", desk.destroy("delivery/2026", desk.approve("gateway/2026")), "request_changed"),
                             ("one of another count", desk.destroy("delivery/2026", other), "request_changed"),
                             ("the current key", desk.destroy("delivery/2027", approval), "key_current")):
        tap.ok(done.returncode == REFUSED and word in done.stderr, f"{name} destroys nothing", done.stderr)
    done = desk.destroy("delivery/2026", approval)
    tap.ok(done.returncode == DONE and "erased" in done.stdout, "an approved one does", done.stdout + done.stderr)
    again = desk.destroy("delivery/2026", approval)
    tap.ok(again.returncode == REFUSED and "seal_erased" in again.stderr, "once", again.stderr)
    listed = desk.run("S2001", "case", "list", "erasure", "--purpose", "点検", "--json")
    tap.ok('"complete"' in listed.stdout and "delivery/2026" in desk.run(
        "S2001", "case", "show", re.search(r'"case_id": "([^"]+)"', listed.stdout).group(1), "--purpose", "点検").stdout,
           "the certificate waits for another person", listed.stdout)
    change = enter_person(session, counter, NAME)
    session.expect("and everything goes on", DONE, ["status", change, "--wait"])


def check_no_core(tap, instance):
    limits = [pathlib.Path(f"/proc/{instance.pid(name)}/limits").read_text() for name in SERVICES]
    tap.ok(all(re.search(r"Max core file size +0 +0 ", text) for text in limits), "no service can leave a core dump")
    cores = [path for path in files_below(instance.run) if re.fullmatch(r"core(\.\d+)?", path.name)]
    tap.equal(cores, [], "and there is none")


def main():
    tap = Tap(TESTS)
    with Instance("seal") as instance:
        shutil.rmtree(instance.run / "keys", ignore_errors=True)  # of a run before, in which they turned over
        if SIZE:
            made = instance.call(["make", "--no-print-directory", "demo", f"DEMO_SIZE={SIZE}"])
            assert made.returncode == 0, made.stdout + made.stderr
            instance.renew_token()
        else:
            instance.up()
        session, counter, places = Session(instance, tap), Counter(), Places(instance)
        change = enter_person(session, counter, NAME, individual_number=NUMBER, resident_code=CODE)
        session.expect("a person is entered with both numbers", DONE, ["status", change, "--wait"])
        check_lost(tap, instance, session)
        check_rotation(tap, instance, session, counter)
        check_destruction(tap, instance, session, counter)
        settle(instance)
        check_nothing_in_clear(tap, places)
        check_unread(tap, instance, session, counter, places)
        check_planted(tap, instance, places)
        check_switched_off(tap, instance, session, counter, places)
        check_no_core(tap, instance)
    return 1 if tap.failed or tap.count != TESTS else 0


if __name__ == "__main__":
    sys.exit(main())
