"""The office's copy of the residents in its scope, in one SQLite file. Records of one person are applied in the order of
juki-sequence, each once; what came too early is parked; a record that says all of a person heals what is missing.
"""
import json
import secrets
import sqlite3
import sys
import uuid

import scope
from contract import CHANNEL, Told, digest, now, snapshot_pb2, total

RANGE_PERSONS, RANGES_MAX = 200, 4000  # of 照合
TOLD_MAX = 2000  # persons in one ReconcileTold

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS resident (  -- in our scope, as we know them now; histories as JSON
    addressee_number TEXT PRIMARY KEY, change_id TEXT NOT NULL,
    restrained INTEGER NOT NULL, state TEXT NOT NULL, household_number TEXT, name TEXT, name_kana TEXT, birth_date TEXT,
    sex INTEGER, relationship TEXT, postal_code TEXT, address TEXT, address_since TEXT, reason TEXT, change_date TEXT,
    preschool INTEGER NOT NULL, households TEXT NOT NULL, addresses TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS position (  -- of everybody told of, also of whom we keep nothing else
    key TEXT PRIMARY KEY, sequence INTEGER NOT NULL, digest BLOB, told_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (  -- where a person lived on the base date and lives now, as a keyed hash
    key TEXT NOT NULL, day TEXT NOT NULL, household BLOB NOT NULL, child INTEGER NOT NULL, PRIMARY KEY (key, day)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_household ON place (household);
CREATE TABLE IF NOT EXISTS outside (  -- kept for a moment: the others of a household may be on their way
    key TEXT PRIMARY KEY, since TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (ce_id TEXT PRIMARY KEY) WITHOUT ROWID;  -- Kafka may deliver a record twice
CREATE TABLE IF NOT EXISTS parked (  -- came before an earlier one of the same person
    key TEXT NOT NULL, sequence INTEGER NOT NULL, ce_id TEXT NOT NULL, kind TEXT NOT NULL, value BLOB NOT NULL,
    parked_at TEXT NOT NULL, PRIMARY KEY (key, sequence)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (  -- records that we cannot read, for a person to look at
    topic TEXT NOT NULL, partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, reason TEXT NOT NULL, value BLOB,
    PRIMARY KEY (topic, partition, "offset")
);
CREATE TABLE IF NOT EXISTS journal (  -- what was applied, in order; nothing unique, so that a double would show
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL,
    ce_id TEXT NOT NULL, received_at TEXT NOT NULL, whole INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS asked (  -- snapshots and 照合 that we asked for; without asked_at: to be asked
    request_id TEXT PRIMARY KEY, kind TEXT NOT NULL, reason TEXT NOT NULL, asked_at TEXT, answered_at TEXT, result TEXT
);
CREATE TABLE IF NOT EXISTS snapshot (snapshot_id TEXT PRIMARY KEY, begun_at TEXT NOT NULL, result TEXT);
CREATE TABLE IF NOT EXISTS snapshot_end (snapshot_id TEXT NOT NULL, marker INTEGER NOT NULL, PRIMARY KEY (snapshot_id, marker));
CREATE TABLE IF NOT EXISTS snapshot_person (
    snapshot_id TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (snapshot_id, key)
) WITHOUT ROWID;
"""

STATE = """
SELECT count(*) AS applied,
    count(*) FILTER (WHERE nth_of_id > 1 OR nth_of_number > 1) AS duplicates,
    count(*) FILTER (WHERE sequence <> previous + 1 AND NOT (whole AND sequence > previous)) AS out_of_order,
    count(*) FILTER (WHERE whole AND sequence > previous + 1) AS healed,
    (SELECT count(*) FROM parked) AS parked,
    (SELECT count(DISTINCT key) FROM parked) AS gaps,
    (SELECT count(*) FROM refused) AS dead,
    (SELECT count(*) FROM position) AS known,
    (SELECT count(*) FROM resident) AS held,
    (SELECT count(*) FROM resident WHERE state = 'resident') AS residents,
    (SELECT count(*) FROM resident WHERE preschool) AS preschool,
    (SELECT count(*) FROM position WHERE digest IS NULL) AS wanted,
    (SELECT count(*) FROM snapshot WHERE result = 'whole') AS snapshots,
    (SELECT count(*) FROM asked WHERE kind = 'reconcile' AND result = 'done') AS reconciled
FROM (SELECT sequence, whole,
          row_number() OVER (PARTITION BY ce_id ORDER BY id) AS nth_of_id,
          row_number() OVER (PARTITION BY key, sequence ORDER BY id) AS nth_of_number,
          lag(sequence, 1, 0) OVER (PARTITION BY key ORDER BY id) AS previous
      FROM journal WHERE sequence > 0)
"""


def say(text):
    print(f"welfare: {text}", file=sys.stderr, flush=True)


class Register:
    def __init__(self, path, base=None, verifier=None, opener=None):
        self.verifier, self.opener = verifier, opener  # of what comes; None: nothing does
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")  # what we acknowledged must survive a power cut
        self.db.executescript(SCHEMA)
        self.secret = bytes.fromhex(self.setting("secret", secrets.token_hex(32)))
        self.base = self.setting("base", base or scope.this_year())
        self.out = []  # messages to send with the next receipt
        if base not in (None, self.base):
            self.begin_year(base)

    def setting(self, name, otherwise):
        self.db.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, otherwise))
        return self.one("SELECT value FROM setting WHERE name = ?", name)[0]

    def one(self, statement, *values):
        return self.db.execute(statement, values).fetchone()

    def begin_year(self, base):
        """Another base date: who lived with whom on it is not known of those of whom nothing is kept."""
        self.base = base
        self.db.execute("UPDATE setting SET value = ? WHERE name = 'base'", (base,))
        self.wish("snapshot", "base_date")

    # ---- what comes --------------------------------------------------------------------------------------------------

    def receive(self, records):
        """Keeps all records in one transaction; returns the ce_ids of those we now hold, old or new."""
        held = []
        self.out = []
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for record in records:
                try:
                    self.verifier.check(record)
                    told = Told(record, self.opener)
                except OSError:  # the keys cannot be read: no fault of the record
                    raise
                except Exception as error:  # whatever is wrong with it: bytes from outside
                    self.refuse(record, error)
                    continue
                held.append(told.ce_id)
                if self.db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (told.ce_id,)).rowcount == 1:
                    self.take(record, told)
                elif told.kind.endswith("ReconcileWanted"):
                    self.take_ReconcileWanted(told.message)  # our answer may have been lost
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return held

    def take(self, record, told):
        if told.person is None:
            getattr(self, "take_" + told.kind.rsplit(".", 1)[1])(told.message)
            self.note(told)
            return
        last = self.last_sequence(told.key)
        if told.sequence <= last:
            self.refuse(record, "its number was applied already, under another ce_id")
        elif told.sequence > last + 1 and not told.is_whole():
            say(f"a gap: number {told.sequence} came after {last}; parked (ce_id {told.ce_id})")
            self.db.execute("INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?, ?, ?)",
                            (told.key, told.sequence, told.ce_id, told.kind, told.value, now()))
        else:
            self.apply(told)
            self.db.execute("DELETE FROM parked WHERE key = ? AND sequence < ?", (told.key, told.sequence))
            self.apply_parked(told.key, told.sequence + 1)

    def apply_parked(self, key, sequence):
        while True:
            row = self.db.execute("DELETE FROM parked WHERE key = ? AND sequence = ? RETURNING kind, ce_id, value",
                                  (key, sequence)).fetchone()
            if row is None:
                return
            self.apply(Told.parked(row[0], key, sequence, row[1], row[2]))
            sequence += 1

    def apply(self, told):
        self.keep(told.key, told.person)
        mark = b"" if told.person.state == "out_of_scope" else digest(told.person)
        self.db.execute("INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?)", (told.key, told.sequence, mark, now()))
        if told.is_whole():
            self.db.execute("INSERT OR REPLACE INTO snapshot_person VALUES (?, ?, ?)",
                            (told.message.snapshot_id, told.key, mark))
        self.note(told)

    def note(self, told):
        self.db.execute("INSERT INTO journal VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                        (CHANNEL, told.key, told.sequence, told.ce_id, now(), told.is_whole()))

    def last_sequence(self, key):
        row = self.one("SELECT sequence FROM position WHERE key = ?", key)
        return 0 if row is None else row[0]

    def refuse(self, record, reason):
        say(f"refused {record.topic()} {record.partition()}/{record.offset()}: {reason}")
        self.db.execute("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)",
                        (record.topic(), record.partition(), record.offset(), str(reason), record.value()))

    # ---- scope -------------------------------------------------------------------------------------------------------

    def keep(self, key, person):
        """The person, as far as he is in our scope; then those whom he brings into it or leaves outside."""
        before = set(self.db.execute("SELECT day, household, child FROM place WHERE key = ?", (key,)))
        child = int(scope.is_preschool(person, self.base))
        after = {(day, household, child)
                 for day, household in scope.places_of(person, self.base, self.secret).items()}
        if before != after:
            self.db.execute("DELETE FROM place WHERE key = ?", (key,))
            self.db.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", [(key, *place) for place in after])
        if person.state == "out_of_scope":
            self.db.execute("DELETE FROM resident WHERE addressee_number = ?", (key,))
        else:
            self.put(key, person, child)
            self.judge(key)
        for household in {household for _, household, young in before ^ after if young}:
            self.look_at(household, key)

    def in_scope(self, key):
        return self.one("SELECT EXISTS (SELECT 1 FROM place p JOIN place c ON c.household = p.household "
                        "WHERE p.key = ? AND c.child)", key)[0]

    def judge(self, key):
        if not self.in_scope(key):
            self.db.execute("INSERT OR IGNORE INTO outside VALUES (?, ?)", (key, now()))

    def look_at(self, household, but):
        for (key,) in self.db.execute("SELECT DISTINCT key FROM place WHERE household = ? AND key <> ?",
                                      (household, but)).fetchall():
            if self.one("SELECT 1 FROM resident WHERE addressee_number = ?", key) is not None:
                self.judge(key)
            elif self.in_scope(key):
                self.want(key)

    def erase_outside(self, since):
        """Whoever was outside of our scope before that moment, and still is."""
        for (key,) in self.db.execute("SELECT key FROM outside WHERE since < ?", (since,)).fetchall():
            if not self.in_scope(key):
                self.db.execute("DELETE FROM resident WHERE addressee_number = ?", (key,))
            self.db.execute("DELETE FROM outside WHERE key = ?", (key,))

    def want(self, key):
        """Of whom nothing was kept and something is needed now: 照合 brings just those, as their digest is unknown."""
        self.db.execute("UPDATE position SET digest = NULL WHERE key = ?", (key,))
        self.wish("reconcile", "family")

    def put(self, key, person, child):
        birth, place = person.birth_date, person.address
        households = [[*each, span.relationship]
                      for each, span in zip(scope.spans_of(person), person.household_history.span)]
        addresses = [[span.__getattribute__("from"), in_one_line(span.address)]
                     for span in person.address_history.span]
        self.db.execute(
            "INSERT OR REPLACE INTO resident VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, person.change_id, person.restrained, person.state, person.household_number, person.name,
             person.name_kana, birth.written if birth.uncertain else birth.date, person.sex, person.relationship,
             place.postal_code, in_one_line(place), person.address_since, person.reason, person.change_date, child,
             json.dumps(households, ensure_ascii=False), json.dumps(addresses, ensure_ascii=False)))

    def forget(self, key):
        for table, column in (("resident", "addressee_number"), ("place", "key"), ("position", "key"), ("outside", "key")):
            self.db.execute(f"DELETE FROM {table} WHERE {column} = ?", (key,))

    # ---- snapshot ----------------------------------------------------------------------------------------------------

    def take_SnapshotBegun(self, begun):
        self.db.execute("DELETE FROM snapshot_person WHERE snapshot_id <> ?", (begun.snapshot_id,))
        self.db.execute("INSERT OR IGNORE INTO snapshot VALUES (?, ?, NULL)", (begun.snapshot_id, now()))

    def is_last(self, request_id, ended):
        """Whether the markers of all partitions have come."""
        self.db.execute("INSERT OR IGNORE INTO snapshot_end VALUES (?, ?)", (request_id, ended.marker))
        return self.one("SELECT count(*) FROM snapshot_end WHERE snapshot_id = ?", request_id)[0] >= ended.markers

    def take_SnapshotEnded(self, ended):
        last = self.is_last(ended.snapshot_id, ended)
        row = self.one("SELECT begun_at FROM snapshot WHERE snapshot_id = ? AND result IS NULL", ended.snapshot_id)
        if row is None or not last:
            return
        came = [each[0] for each in self.db.execute("SELECT digest FROM snapshot_person WHERE snapshot_id = ?",
                                                    (ended.snapshot_id,))]
        whole = len(came) == ended.persons and total(came) == ended.digest
        self.db.execute("UPDATE snapshot SET result = ? WHERE snapshot_id = ?",
                        ("whole" if whole else "broken", ended.snapshot_id))
        self.answered("snapshot", None, "done" if whole else "broken")
        if not whole:
            self.wish("snapshot", "broken")
            return
        for (key,) in self.db.execute("SELECT key FROM position WHERE told_at < ?", (row[0],)).fetchall():
            self.forget(key)  # neither the snapshot nor a change since it began has told of him

    # ---- 照合 --------------------------------------------------------------------------------------------------------

    def positions(self, after, until):
        return self.db.execute("SELECT key, digest FROM position WHERE length(digest) > 0 AND key > ? "
                               "AND (key <= ? OR ? = '') ORDER BY key", (after, until, until)).fetchall()

    def request_reconcile(self, request_id):
        request = snapshot_pb2.RequestReconcile(request_id=request_id)
        rows = self.positions("", "")
        each = max(RANGE_PERSONS, -(-len(rows) // RANGES_MAX))
        for at in range(0, max(len(rows), 1), each):
            part = rows[at:at + each]
            last = at + each >= len(rows)
            request.range.add(until="" if last else part[-1][0], persons=len(part),
                              digest=total(row[1] for row in part))
        return request

    def take_ReconcileWanted(self, wanted):
        rows = self.positions(wanted.after, wanted.until)
        after = wanted.after
        for at in range(0, max(len(rows), 1), TOLD_MAX):
            part = rows[at:at + TOLD_MAX]
            last = at + TOLD_MAX >= len(rows)
            told = snapshot_pb2.ReconcileTold(request_id=wanted.request_id, after=after,
                                              until=wanted.until if last else part[-1][0])
            for key, mark in part:
                told.entry.add(addressee_number=key, digest=mark)
            self.out.append(told)
            after = told.until

    def take_ReconcileEnded(self, ended):
        if self.is_last(ended.request_id, ended):
            self.db.execute("DELETE FROM snapshot_person WHERE snapshot_id = ?", (ended.request_id,))
            self.answered("reconcile", ended.request_id, "done")

    def take_FeedRefused(self, refused):
        say(f"refused: {refused.refusal.code} {refused.refusal.message}")
        for kind in ("snapshot", "reconcile"):
            self.answered(kind, refused.request_id, refused.refusal.code)

    # ---- what we ask for ---------------------------------------------------------------------------------------------

    def wish(self, kind, reason):
        if self.one("SELECT 1 FROM asked WHERE kind = ? AND asked_at IS NULL", kind) is None:
            self.db.execute("INSERT INTO asked VALUES (?, ?, ?, NULL, NULL, NULL)", (str(uuid.uuid4()), kind, reason))

    def answered(self, kind, request_id, result):
        found = self.db.execute("UPDATE asked SET answered_at = ?, result = ? WHERE kind = ? AND asked_at IS NOT NULL "
                                "AND answered_at IS NULL AND (request_id = ? OR ? IS NULL)",
                                (now(), result, kind, request_id, request_id))
        if found.rowcount > 0 and result not in ("done", "broken"):
            self.wish(kind, result)

    def look_around(self, settled, patience, pause, lost):
        """Erases who is outside of our scope; returns the message to ask next, or None. Moments before which a household
        has come together, something is missing too long, a refusal is no longer fresh, a question without an answer is
        lost."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self.erase_outside(settled)
            if self.one("SELECT 1 FROM parked WHERE parked_at < ?", patience) is not None:
                self.wish("snapshot", "gap")
            waits = self.one("SELECT 1 FROM asked WHERE asked_at > ? AND answered_at IS NULL "
                             "OR answered_at > ? AND result NOT IN ('done', 'broken')", lost, pause)
            row = waits or self.one("SELECT request_id, kind FROM asked WHERE asked_at IS NULL ORDER BY kind DESC")
            question = None
            if row is not None and not waits:
                self.db.execute("UPDATE asked SET asked_at = ? WHERE request_id = ?", (now(), row[0]))
                question = (snapshot_pb2.RequestSnapshot(request_id=row[0]) if row[1] == "snapshot"
                            else self.request_reconcile(row[0]))
            self.db.execute("COMMIT")
            return question
        except BaseException:
            self.db.execute("ROLLBACK")
            raise


def in_one_line(place):
    return place.prefecture + place.municipality + place.town + place.number + place.building


# ---- answers ---------------------------------------------------------------------------------------------------------

def state(db):
    return dict(db.execute(STATE).fetchone())


def on(spans, day):
    found = None
    for span in spans:
        if span[0] <= day:
            found = span
    return found


def households_on(db, day, household=None):
    """Households with a preschool child at the end of a day (基準日), with everybody who lived in them."""
    found = {}
    for row in db.execute("SELECT * FROM resident ORDER BY addressee_number"):
        span = on(json.loads(row["households"]), day)
        if span is None or span[1] != "resident" or household not in (None, span[2]):
            continue
        address = on(json.loads(row["addresses"]), day)
        found.setdefault(span[2], []).append({
            "addressee_number": row["addressee_number"], "relationship": span[3], "name": row["name"],
            "birth_date": row["birth_date"], "preschool": bool(row["preschool"]),
            "restrained": bool(row["restrained"]), "address": address[1] if address else ""})
    kept = [{"household_number": number, "member": members} for number, members in sorted(found.items())
            if any(member["preschool"] for member in members)]
    return {"as_of": day, "households": len(kept), "household": kept}
