"""What no crash may do to the audit trail: lose an act or have it twice, break the tree, withdraw a checkpoint.

`watch` before the load: from then on every act is written down by a trigger in the transaction that tells it, and the
checkpoints are read all the time, as others read them. `check_trail` afterwards: seven lines.
"""
import base64
import collections
import hashlib
import re
import shutil
import sys
import threading
import urllib.error
import urllib.request

from instance import BIN, REPO, SERVICES, wait_for

sys.path.insert(0, str(REPO / "build/gen/python"))

LOOK_SECONDS = 0.1
KEPT_MAX = 64  # checkpoints that juki-verify takes

# The relay deletes what it has sent: the copy is of the transaction, whatever becomes of the message.
COPY_ACTS = """
CREATE TABLE told_act (id bigint PRIMARY KEY, payload bytea NOT NULL);
CREATE FUNCTION copy_act() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO told_act VALUES (NEW.id, NEW.payload);
    RETURN NULL;
END
$$;
CREATE TRIGGER copy_act AFTER INSERT ON outbox FOR EACH ROW WHEN (NEW.topic = 'audit.record')
    EXECUTE FUNCTION copy_act();
SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"""


# ---- while it goes on ---------------------------------------------------------------------------------------


def read_checkpoint(note):
    """Size and root of a checkpoint (C2SP tlog-checkpoint)."""
    _, size, root = note.split("\n\n", 1)[0].split("\n")
    return int(size), root


class Watcher(threading.Thread):
    """Reads the checkpoint again and again, over HTTP and in the file of the witness, until it is ended."""

    def __init__(self, instance, since):
        super().__init__(daemon=True)
        self.url = f"http://{instance.settings('audit')['JUKI_TILE_ADDRESS']}/checkpoint"
        self.since = since
        self.folder = instance.run / "witness/state"
        self.note = {}  # by size
        self.last = {}  # size by who showed it
        self.wrong = []
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(LOOK_SECONDS):
            self.look()

    def look(self):
        try:
            with urllib.request.urlopen(self.url, timeout=2) as page:
                self.take("audit", page.read().decode())
        except (urllib.error.URLError, OSError):
            pass  # it was killed, or its database
        for path in self.folder.glob("?" * 64):
            self.take("witness", path.read_text())

    def take(self, who, note):
        size, root = read_checkpoint(note)
        if size < self.last.get(who, 0):
            self.wrong.append(f"{who} showed size {self.last[who]} and then {size}")
        if read_checkpoint(self.note.setdefault(size, note))[1] != root:
            self.wrong.append(f"size {size} has two roots")
        if note.count("\n\u2014 ") > self.note[size].count("\n\u2014 "):
            self.note[size] = note
        self.last[who] = size

    def end(self):
        self.ending.set()
        self.join()


def watch(instance):
    """Everything is up; ends with check_trail. What was done before is not watched, though it may reach the log later."""
    since = max(int(instance.sql(name, COPY_ACTS)[-1][0]) for name in SERVICES)
    watcher = Watcher(instance, since)
    watcher.start()
    return watcher


# ---- afterwards ---------------------------------------------------------------------------------------------


def messages():
    """juki.audit.v1; up.sh makes it."""
    from juki.audit.v1 import audit_pb2

    return audit_pb2


def told_acts(instance):
    """How often each record was told, by its id."""
    rows = [row for name in SERVICES for row in instance.sql(name, "SELECT encode(payload, 'hex') FROM told_act")]
    return collections.Counter(record.record_id for payload, in rows
                               for record in messages().AuditRecords.FromString(bytes.fromhex(payload)).record)


def made_ms(record_id):
    """When a UUIDv7 was made."""
    return int(record_id.replace("-", "")[:12], 16)


def repeated(records):
    """Acts about an event that differ in nothing but id and time: done once, told twice."""
    seen, found = set(), []
    for record in map(messages().AuditRecord.FromString, records):
        name = record.record_id
        record.record_id = record.time = ""
        act = record.SerializeToString(deterministic=True)
        if record.event_id and act in seen:
            found.append(name)
        seen.add(act)
    return found


def roots(records, sizes):
    """The tree's root at each of these sizes (RFC 6962), by arithmetic of this test's own."""
    found, parts = {}, []  # complete subtrees from the left: [how many leaves, hash]
    for size, record in enumerate(records, 1):
        parts.append((1, hashlib.sha256(b"\0" + record).digest()))
        while len(parts) > 1 and parts[-2][0] == parts[-1][0]:
            right, left = parts.pop(), parts.pop()
            parts.append((2 * left[0], hashlib.sha256(b"\1" + left[1] + right[1]).digest()))
        if size in sizes:
            root = parts[-1][1]
            for _, left in reversed(parts[:-1]):
                root = hashlib.sha256(b"\1" + left + root).digest()
            found[size] = root
    return found


def differing_roots(instance, watcher, records):
    """What was seen and is not the tree of what is in the log, or not in its history."""
    stored = {int(size): root for size, root in
              instance.sql("audit", "SELECT size, split_part(note, chr(10), 3) FROM checkpoint "
                           f"WHERE size <= {len(records)}")}
    computed = {size: base64.b64encode(root).decode() for size, root in roots(records, {*stored, *watcher.note}).items()}
    seen = {size: read_checkpoint(note)[1] for size, note in watcher.note.items()}
    return [f"size {size}: seen {seen.get(size, '-')}, in the history {stored.get(size)}, computed {computed.get(size)}"
            for size in sorted({*stored, *seen})
            if not seen.get(size, stored.get(size)) == stored.get(size) == computed.get(size)]


def verify_archive(instance, watcher):
    """The log as juki-verify sees it, which knows nothing of this house, beside checkpoints kept all along."""
    archive, kept = instance.run / "archive", instance.run / "kept"
    for path in (archive, kept):
        shutil.rmtree(path, ignore_errors=True)
    kept.mkdir()
    instance.renew_token()
    done = instance.jukictl("audit", "archive", str(archive), "--purpose", "all of it, after the kills")
    if done.returncode != 0:
        return done
    cosigned = [size for size in sorted(watcher.note) if watcher.note[size].count("\n\u2014 ") == 2]
    words = []
    for size in cosigned[::len(cosigned) // KEPT_MAX + 1]:
        (kept / str(size)).write_text(watcher.note[size])
        words += ["--kept", kept / str(size)]
    return instance.call([BIN / "juki-verify", "--policy", instance.run / "witness/policy", *words, archive])


def refused_by_witness(instance):
    """Answers of the witness that accuse the log: not signed, or no proof of growth."""
    with urllib.request.urlopen(f"http://{instance.settings('witness')['JUKI_HTTP_ADDRESS']}/metrics", timeout=5) as page:
        counts = re.findall(r'juki_witness_answers_total\{status="(\d+)"\} (\d+)', page.read().decode())
    return {status: int(count) for status, count in counts if status in ("400", "403", "404", "422") and int(count)}


def check_trail(tap, instance, watcher):
    """Seven lines; how many records there are."""
    told = told_acts(instance)
    wait_for(lambda: set(told) <= {row[0] for row in instance.sql("audit", "SELECT record_id FROM audit_log")},
             60, "the last acts")
    whole = int(instance.sql("audit", "SELECT count(*) FROM audit_log")[0][0])
    wait_for(lambda: min(watcher.last.values()) >= whole, 30, "a checkpoint of all acts")
    watcher.end()
    rows = instance.sql("audit", "SELECT index, record_id, encode(record, 'hex') FROM audit_log ORDER BY index")
    records = [bytes.fromhex(row[2]) for row in rows]
    held = collections.Counter(row[1] for row in rows)
    twice = [each for each in (*told, *held) if told[each] > 1 or held[each] > 1] + repeated(records)
    tap.ok(told and not twice and set(told) <= set(held),
           f"each of {len(told)} acts that were told is in the log, once",
           f"{len(set(told) - set(held))} missing, twice: {twice[:10]}")
    told = told_acts(instance)
    unknown = [row[1] for row in rows if made_ms(row[1]) >= watcher.since and row[1] not in told]
    tap.equal(unknown, [], "no act is in the log that nobody told")
    uncounted = instance.sql("audit", "SELECT (SELECT count(*) FROM audit_log) - (SELECT sum(count) FROM act_count)")[0][0]
    gaps = [row[0] for at, row in enumerate(rows, 1) if int(row[0]) != at]
    tap.equal((gaps[:10], uncounted), ([], "0"), "numbered from 1 without gaps, and counted")
    tap.ok(watcher.note and not watcher.wrong, f"none of {len(watcher.note)} checkpoints was withdrawn",
           "\n".join(watcher.wrong))
    differing = differing_roots(instance, watcher, records)
    tap.equal(differing, [], "each stands in the history and is the root of the log as it is now")
    signing = instance.sql("audit", "SELECT count(*) FROM audit_log WHERE action = 'audit.sign'")[0][0]
    tap.equal((signing, refused_by_witness(instance)), ("0", {}), "neither audit nor the witness found the log rewritten")
    verified = verify_archive(instance, watcher)
    tap.ok(verified.returncode == 0, "juki-verify finds nothing wrong with the log and what was kept",
           verified.stdout + verified.stderr)
    return len(rows)
