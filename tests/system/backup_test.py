#!/usr/bin/python3
"""Backups (deploy/backup): sealed to their receiver, taken out by one person with the approval of another, never of delivery's
database; restored as they were but for what has been erased since; a changed or a cut one is refused, and what Kafka has beyond
it is told and never numbered twice."""
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

from counter import Counter, Session
from instance import BIN, REPO, SERVICES, Instance, Tap, wait_for

BACKUP = REPO / "deploy/backup/backup.sh"
TAKEN = ["resident", "identity", "gateway", "audit"]
BOOKS = "'inbox','inbox_stream','outbox','outbox_stream','outbox_held','parked','dead_letter','audit_durable'"


class House:
    """An instance, and two of its staff who take backups."""

    def __init__(self, instance):
        self.instance = instance
        self.store = instance.run / "store"
        self.env = {**instance.env, **instance.settings("jukictl"), "JUKI_CLOCK": "2026-05-14"}

    def as_operator(self, name):
        token = self.instance.run / f"devissuer/token-{name}"
        made = self.instance.call([BIN / "juki-devissuer", "token", self.instance.run / "devissuer/key.pem", name, "T05"])
        token.write_text(made.stdout)
        return {**self.env, "JUKI_OPERATOR": name, "JUKI_STAFF_TOKEN_FILE": str(token)}

    def backup(self, *words, operator="S2001"):
        return self.instance.call([BACKUP, *words], env=self.as_operator(operator))

    def ctl(self, operator, *words):
        return self.instance.call([BIN / "jukictl", *words], env=self.as_operator(operator))

    def register(self, certificate):
        """The store may have backups for this receiver: asked for by one, approved by another, set."""
        fingerprint = subprocess.run(["openssl", "x509", "-in", certificate, "-outform", "DER"], check=True, capture_output=True)
        opened = self.ctl("S2001", "case", "open", "backup_place", f"store={self.store}", "begins_on=2026-05-14", "until=2026-05-14",
                          f"receiver={hashlib.sha256(fingerprint.stdout).hexdigest()}", "reason=遠隔地保管", "--json")
        number = json.loads(opened.stdout)["case"]["case_id"]
        for done in (self.ctl("S2002", "case", "complete", number), self.ctl("S2003", "case", "close", number, "2")):
            assert done.returncode == 0, done.stdout + done.stderr

    def key(self, name):
        """A receiver's certificate and key."""
        key, certificate = self.instance.run / f"{name}.key", self.instance.run / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj",
                        f"/CN={name}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        return certificate, key

    def admin(self, database, text):
        dsn = (self.instance.run / "secrets/dsn-admin").read_text().strip()
        done = self.instance.call(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", f"{dsn} dbname=juki_{database}", "-c", text])
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def digest(self, database):
        """Of all its tables but those of messages on their way."""
        tables = self.admin(database, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = "
                            f"'BASE TABLE' AND table_name NOT IN ({BOOKS}) ORDER BY 1").split()
        rows = " UNION ALL ".join(f"SELECT '{table}', count(*) || ':' || coalesce(md5(string_agg(md5(r::text), '' ORDER BY md5(r::text)))"
                                  f", '') FROM {table} r" for table in tables)
        return dict(row.split("|") for row in self.admin(database, rows).splitlines())

    def quiet(self):
        """Nothing is on its way any more."""
        return all(self.admin(service, "SELECT count(*) FROM outbox") == "0" for service in SERVICES)

    def disaster(self):
        """The databases are gone, all of them; new ones are empty."""
        self.instance.service("stop", *SERVICES)
        self.instance.script("postgres.sh", "destroy")
        self.instance.script("postgres.sh", "start")


class TakeOut:
    """A backup that somebody wishes to take out to a place."""

    def __init__(self, tap, house, backup, place):
        self.tap, self.house, self.backup, self.place = tap, house, backup, place
        asked = house.backup("request", backup, place, "月次の保管")
        self.number = asked.stdout.strip()
        tap.ok(asked.returncode == 0 and len(self.number) == 36, "one person asks for a take-out", asked.stderr)

    def approve(self, operator):
        shown = json.loads(self.house.ctl(operator, "approval", "show", "backup_takeout", self.number, "--json").stdout)["approval"][0]
        assert f";place={self.place};" in shown["request"]
        return self.house.ctl(operator, "approval", "approve", "backup_takeout", self.number, shown["digest"])

    def take(self, *, backup=None, place=None, operator="S2001"):
        return self.house.backup("take", backup or self.backup, place or self.place, self.number, operator=operator)

    def refused(self, code, name, act):
        """Nothing is at the place, not even a part, and the trail has it."""
        def acts():
            return self.house.admin("audit", f"SELECT count(*) FROM auditor.act WHERE action LIKE 'approval.%' AND refused_code = '{code}'")

        before = acts()
        done = act()
        self.tap.ok(done.returncode == 1 and code in done.stderr and not list(self.place.iterdir()) and
                    wait_for(lambda: acts() != before, 20, "the act of a refusal"), name, done.stderr)


def check_place(tap, house, certificate, other):
    """No backup is made for whom or where nobody has registered it: not a byte of it is there."""
    def refused(store, receiver):
        made = house.backup("make", store, receiver)
        return made.returncode == 1 and "place_unregistered" in made.stderr and not store.exists()

    shutil.rmtree(house.store, ignore_errors=True)  # of a run before
    tap.ok(refused(house.store, certificate), "a backup goes to no store that is not registered")
    house.register(certificate)
    tap.ok(refused(house.instance.run / "usb", certificate), "nor to another than that one")
    tap.ok(refused(house.store, other), "nor for another receiver")
    house.register(other)


def check_take_out(tap, house, backup, other):
    """The copy that was taken out."""
    place, elsewhere = house.instance.run / "site2", house.instance.run / "site3"
    for folder in (place, elsewhere):
        shutil.rmtree(folder, ignore_errors=True)  # of a run before
        folder.mkdir()
    asked = TakeOut(tap, house, backup, place)
    asked.refused("not_approved", "nothing is taken out before another person has said so", asked.take)
    asked.refused("same_person", "who asked does not approve", lambda: asked.approve("S2001"))
    asked.refused("supervisor_required", "nor does who is no 上長", lambda: asked.approve("S2003"))
    approved = asked.approve("S2002")
    tap.ok(approved.returncode == 0, "another person approves", approved.stdout + approved.stderr)
    asked.refused("request_changed", "it is for one place", lambda: asked.take(place=elsewhere))
    asked.refused("request_changed", "and for one backup", lambda: asked.take(backup=other))
    asked.refused("other_person", "and for who asked", lambda: asked.take(operator="S2002"))
    house.admin("audit", f"UPDATE approval SET valid_until = '2026-05-13' WHERE approval_id = '{asked.number}'")
    asked.refused("approval_expired", "and for some days", asked.take)
    house.admin("audit", f"UPDATE approval SET valid_until = '2026-05-14' WHERE approval_id = '{asked.number}'")
    full = house.instance.call(["bash", "-c", 'ulimit -f 8; exec "$0" "$@"', BACKUP, "take", backup, place, asked.number],
                               env=house.as_operator("S2001"))
    tap.ok(full.returncode == 1 and "used up and nothing was taken out" in full.stderr and not list(place.iterdir()),
           "a medium that is full is told, and keeps nothing", full.stderr)
    asked.refused("approval_used", "that approval is used up", asked.take)
    again = TakeOut(tap, house, backup, place)
    assert again.approve("S2002").returncode == 0
    taken = again.take()
    copy = place / backup.name
    tap.ok(taken.returncode == 0 and taken.stdout.strip() == str(copy), "the backup is taken out", taken.stderr)
    tap.equal({path.name: path.read_bytes() for path in copy.iterdir()}, {path.name: path.read_bytes() for path in backup.iterdir()},
              "byte for byte")
    copy.rename(elsewhere / backup.name)
    again.refused("approval_used", "once", again.take)
    return elsewhere / backup.name


def check_content(tap, house, backup, key):
    files = {path.name for path in backup.iterdir()}
    tap.equal(files, {f"{service}.dump.cms" for service in TAKEN} | {"manifest", "signature"}, "four databases, and not delivery's")
    tap.ok(not any(mark in path.read_bytes() for path in backup.glob("*.cms") for mark in (b"PGDMP", b"person", "東京都".encode())),
           "nothing of it can be read")
    opened = house.instance.call(["sh", "-c", f"openssl cms -decrypt -binary -inform DER -inkey {key} -in {backup}/resident.dump.cms | "
                                  "pg_restore -l"])
    tap.ok("TABLE DATA public person" in opened.stdout, "but by its receiver", opened.stderr)


def check_broken(tap, house, backup, key):
    """Each is refused before anything is restored."""
    def spoil(path, change):
        good = path.read_bytes()
        path.write_bytes(change(good))
        checked = house.backup("check", backup)
        restored = house.backup("restore", house.store, backup, key)
        path.write_bytes(good)
        return checked.returncode == 1 and restored.returncode == 1 and "empty" not in restored.stderr

    dump, manifest, signature = backup / "gateway.dump.cms", backup / "manifest", backup / "signature"
    tap.ok(spoil(dump, lambda b: b[:len(b) // 2]), "a cut one is refused")
    tap.ok(spoil(dump, lambda b: b[:2000] + bytes([b[2000] ^ 1]) + b[2001:]), "a changed one is refused")
    tap.ok(spoil(manifest, lambda b: b.replace(b"2026", b"2025")) and spoil(manifest, lambda b: b.rsplit(b"database", 1)[0]),
           "another manifest is refused")
    tap.ok(spoil(signature, lambda b: bytes(64)), "a forged signature is refused")
    tap.equal(house.backup("check", backup).returncode, 0, "the whole one is good")


def erase(house):
    """Somebody leaves the register for good, and an act's content the trail: as a retention run would do it."""
    number, ref = house.admin("resident", "SELECT addressee_number, register_ref FROM person ORDER BY 1 LIMIT 1").split("|")
    house.admin("resident", f"BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM person_record WHERE addressee_number = "
                f"'{number}'; DELETE FROM person WHERE addressee_number = '{number}'; COMMIT")
    house.admin("audit", "BEGIN; SET LOCAL session_replication_role = replica; UPDATE audit_log SET record = NULL, subject = NULL, "
                "operator_id = NULL, change_id = NULL WHERE index = 3; COMMIT")
    entry = house.admin("resident", "UPDATE change SET entry = '' WHERE change_id = (SELECT min(change_id) FROM change WHERE status = 2) "
                        "RETURNING change_id").split()[0]
    return number, ref, entry


def check_list(tap):
    """Whatever the retention of a service takes is in the list, so that it does not come back."""
    root = pathlib.Path(__file__).parents[2]
    listed = {tuple(line.split(",")[:2]) for line in (root / "deploy/backup/erasable.csv").read_text().splitlines()}
    taken = {(service, table) for service in TAKEN
             for path in [*root.glob(f"services/{service}/sql/retain_*.sql"), *root.glob("common/*/sql/retain_*.sql")]
             for table in re.findall(r"(?:DELETE FROM|UPDATE) (\w+)", path.read_text())}
    tap.equal(taken - listed, set(), "the list has every table that retention takes from")


def check_restored(tap, house, backup, keys, erased, before):
    number, ref, entry = erased
    stranger = house.backup("restore", house.store, backup, keys[1].with_name("other.key"))
    tap.ok(stranger.returncode == 1 and "cannot be opened" in stranger.stderr, "another key opens nothing", stranger.stderr)
    restored = house.backup("restore", house.store, backup, keys[1])
    if restored.returncode != 0:
        tap.ok(False, "the backup is restored", restored.stderr)
        return
    after = {service: house.digest(service) for service in TAKEN[:3]}
    tap.equal({f"{service}.{table}" for service in after for table in after[service]
               if after[service][table] != before[service].get(table)}, set(), "every table is as it was")
    tap.equal(house.admin("resident", f"SELECT count(*) FROM person WHERE addressee_number = '{number}'"), "0", "who was erased stays erased")
    tap.equal(house.admin("audit", "SELECT count(*) FROM audit_log WHERE record IS NULL"), "1", "so does the content of an act")
    tap.equal(house.admin("resident", "SELECT string_agg(change_id, ' ') FROM change WHERE entry = ''"), entry, "and what was entered")
    home = pathlib.Path((house.instance.run / "postgres.home").read_text().strip())
    house.admin("resident", "CHECKPOINT")
    oid = house.admin("resident", "SELECT pg_relation_filepath('person')")
    tap.ok(ref.encode() not in (home / "data" / oid).read_bytes(), "and stands in no page of his table")
    again = house.backup("restore", house.store, backup, keys[1])
    tap.ok(again.returncode == 1 and "not empty" in again.stderr, "nothing is restored over what is there", again.stderr)


def numbers(house):
    return house.admin("resident", "SELECT coalesce(sum(last), 0) FROM outbox_stream WHERE topic = 'resident.to-gateway'")


def check_beyond(tap, house, session, counter, backup, keys):
    """The same disaster again, after more has happened than the backup has."""
    _, given = session.register(counter.move_in())
    tap.ok(given[0] is not None, "the house works on what was restored")
    wait_for(house.quiet, 30, "what is on its way")
    seen = numbers(house)
    house.disaster()
    restored = house.backup("restore", house.store, backup, keys[1])
    tap.ok(restored.returncode == 0 and "Kafka has what the backup has not" in restored.stderr and "resident.to-gateway" in restored.stderr,
           "what happened after the backup is told", restored.stderr)
    tap.equal(numbers(house), seen, "its numbers are not given a second time")


def check_connections(tap, house):
    """One role does not use up what all share."""
    dsn = (house.instance.run / "secrets/dsn-resident").read_text().strip()
    held = [house.instance.start(["psql", "-Xqd", dsn, "-c", "SELECT pg_sleep(120)"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(20)]
    tap.ok(wait_for(lambda: any(each.poll() for each in held), 60, "a refusal") and any(
        "too many connections" in each.stderr.read() for each in held if each.poll()), "a role's connections have a bound")
    tap.ok(house.instance.sql("identity", "SELECT 1") == [["1"]], "the others go on meanwhile")
    house.admin("resident", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)' AND pid <> pg_backend_pid()")


def main():
    tap = Tap(43)
    with Instance("backup") as instance:
        instance.up()
        tap.equal(instance.play("--size", "40", "--seed", "7").wait(), 0, "a small town lives through a month")
        house = House(instance)
        check_connections(tap, house)
        check_list(tap)
        keys, other = house.key("receiver"), house.key("other")
        wait_for(house.quiet, 60, "what is on its way")
        check_place(tap, house, keys[0], other[0])
        unknown = pathlib.Path(house.backup("make", house.store, other[0]).stdout.strip())
        made = house.backup("make", house.store, keys[0])
        backup = pathlib.Path(made.stdout.strip())
        tap.ok(made.returncode == 0 and backup.parent == house.store, "the backup is made", made.stderr)
        listed = house.ctl("S2002", "case", "list", "backup", "--purpose", "確認", "--json").stdout
        tap.ok(backup.name in listed, "it stands in the register of backups", listed)
        backup = check_take_out(tap, house, backup, unknown)
        check_content(tap, house, backup, keys[1])
        check_broken(tap, house, backup, keys[1])
        erased = erase(house)
        noted = house.backup("note", house.store)
        wait_for(house.quiet, 60, "what is on its way")
        before = {service: house.digest(service) for service in TAKEN[:3]}
        tap.ok(noted.returncode == 0 and erased[0] not in "".join(
            path.read_text() for path in house.store.rglob("*.person")), "what was erased is kept in mind, without saying who", noted.stderr)
        house.disaster()
        check_restored(tap, house, backup, keys, erased, before)
        instance.service("migrate", *SERVICES)
        instance.service("start", *SERVICES)
        instance.service("ready", *SERVICES)
        check_beyond(tap, house, Session(instance, tap), Counter(), backup, keys)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
