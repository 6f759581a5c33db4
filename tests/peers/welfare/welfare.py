#!/usr/bin/python3
"""The child-care office (保育課): a consumer of feed.welfare, written from proto/ alone.

It keeps its own copy of the residents it may know, in SQLite, and sends receipts. Nothing of juki but the
.proto files is used: Debian's python3-confluent-kafka and python3-protobuf do the rest.

    welfare.py            run until SIGTERM
    welfare.py --state    print what is held, as one JSON object

Environment: JUKI_KAFKA_BOOTSTRAP, JUKI_TOPIC_PREFIX (e.g. juki.132071), WELFARE_STATE (path of the SQLite file).
"""
import json
import os
import pathlib
import signal
import sqlite3
import sys
import uuid
from datetime import datetime, timezone

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from google.protobuf.message import DecodeError

# protoc --python_out of proto/, made by `make`.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "build/gen/python"))
from juki.common.v1.common_pb2 import Acknowledged  # noqa: E402
from juki.gateway.v1.feed_pb2 import PersonFeed  # noqa: E402

BATCH_MAX = 500
BATCH_WAIT_S = 0.005  # a begun batch waits this long for more
POLL_S = 0.2

SCHEMA = """
CREATE TABLE IF NOT EXISTS resident (  -- as we know them now
    addressee_number TEXT PRIMARY KEY, sequence INTEGER NOT NULL, change_id TEXT NOT NULL,
    restrained INTEGER NOT NULL, state TEXT NOT NULL, household_number TEXT, name TEXT, name_kana TEXT, birth_date TEXT,
    sex INTEGER, relationship TEXT, postal_code TEXT, address TEXT, address_since TEXT, reason TEXT, change_date TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (ce_id TEXT PRIMARY KEY) WITHOUT ROWID;  -- Kafka may deliver a record twice
CREATE TABLE IF NOT EXISTS parked (  -- came before an earlier one of the same person
    key TEXT NOT NULL, sequence INTEGER NOT NULL, ce_id TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (key, sequence)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (  -- records that we cannot read, for a person to look at
    topic TEXT NOT NULL, partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, reason TEXT NOT NULL, value BLOB,
    PRIMARY KEY (topic, partition, "offset")
);
CREATE TABLE IF NOT EXISTS journal (  -- what was applied, in order; nothing unique, so that a double would show
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL,
    ce_id TEXT NOT NULL, received_at TEXT NOT NULL
);
"""

STATE = """
SELECT count(*) AS applied,
    count(*) FILTER (WHERE nth_of_id > 1 OR nth_of_number > 1) AS duplicates,
    count(*) FILTER (WHERE sequence <> previous + 1) AS out_of_order,
    (SELECT count(*) FROM parked) AS parked,
    (SELECT count(*) FROM refused) AS dead,
    (SELECT count(*) FROM resident) AS held,
    (SELECT count(*) FROM resident WHERE state = 'resident') AS residents
FROM (SELECT sequence,
          row_number() OVER (PARTITION BY ce_id ORDER BY id) AS nth_of_id,
          row_number() OVER (PARTITION BY key, sequence ORDER BY id) AS nth_of_number,
          lag(sequence, 1, 0) OVER (PARTITION BY key ORDER BY id) AS previous
      FROM journal)
"""


def say(text):
    print(f"welfare: {text}", file=sys.stderr, flush=True)


def now():
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Register:
    """Our copy of the residents. Events of one person are applied in the order of juki-sequence, each once."""

    def __init__(self, path, topic):
        self.topic = topic
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")  # what we acknowledged must survive a power cut
        self.db.executescript(SCHEMA)

    def receive(self, messages):
        """Keeps all messages in one transaction; returns the ce_ids of those we now hold, old or new."""
        held = []
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for message in messages:
                try:
                    key, sequence, ce_id = read_headers(message)
                    feed = PersonFeed.FromString(message.value())
                    if feed.addressee_number != key:
                        raise ValueError("the key is not the 宛名番号 of the record")
                except (AttributeError, ValueError, TypeError, DecodeError) as error:
                    self.refuse(message, error)
                    continue
                held.append(ce_id)
                if self.db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (ce_id,)).rowcount == 1:
                    self.take(message, key, sequence, ce_id, feed)
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return held

    def take(self, message, key, sequence, ce_id, feed):
        last = self.last_sequence(key)
        if sequence <= last:
            self.refuse(message, "its number was applied already, under another ce_id")
        elif sequence > last + 1:
            say(f"a gap: number {sequence} came after {last}; parked (ce_id {ce_id})")
            self.db.execute("INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?)",
                            (key, sequence, ce_id, message.value()))
        else:
            self.apply(key, sequence, ce_id, feed)
            self.apply_parked(key, sequence + 1)

    def apply_parked(self, key, sequence):
        while True:
            row = self.db.execute("DELETE FROM parked WHERE key = ? AND sequence = ? RETURNING ce_id, value",
                                  (key, sequence)).fetchone()
            if row is None:
                return
            self.apply(key, sequence, row[0], PersonFeed.FromString(row[1]))
            sequence += 1

    def apply(self, key, sequence, ce_id, feed):
        birth, place = feed.birth_date, feed.address
        self.db.execute(
            "INSERT OR REPLACE INTO resident VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, sequence, feed.change_id, feed.restrained, feed.state, feed.household_number, feed.name,
             feed.name_kana, birth.written if birth.uncertain else birth.date, feed.sex, feed.relationship,
             place.postal_code,
             place.prefecture + place.municipality + place.town + place.number + place.building,
             feed.address_since, feed.reason, feed.change_date))
        self.db.execute("INSERT INTO journal VALUES (NULL, ?, ?, ?, ?, ?)",
                        (self.topic, key, sequence, ce_id, now()))

    def last_sequence(self, key):
        row = self.db.execute("SELECT sequence FROM resident WHERE addressee_number = ?", (key,)).fetchone()
        return 0 if row is None else row[0]

    def refuse(self, message, reason):
        say(f"refused {message.topic()} {message.partition()}/{message.offset()}: {reason}")
        self.db.execute("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)",
                        (message.topic(), message.partition(), message.offset(), str(reason), message.value()))


def read_headers(message):
    """CloudEvents 1.0, Kafka binding, binary mode: the attributes are headers, the value is the protobuf."""
    headers = {name: value.decode() for name, value in message.headers() or []}
    if headers.get("ce_type") != "juki.gateway.v1.PersonFeed":
        raise ValueError("ce_type is not juki.gateway.v1.PersonFeed")
    ce_id = str(uuid.UUID(headers.get("ce_id", "")))
    sequence = int(headers.get("juki-sequence", "0"))
    if not 1 <= sequence < 2**63:
        raise ValueError("juki-sequence is missing or no such number")
    return message.key().decode(), sequence, ce_id


def acknowledge(producer, topic, source, ce_ids, stop):
    """Sends one receipt for all events of a batch and waits until the broker has it; False when told to stop."""
    def delivered(error, _):
        if error is not None:
            raise KafkaException(error)

    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid.uuid4()),
        "ce_source": source,
        "ce_type": "juki.common.v1.Acknowledged",
        "ce_time": now(),
        "content-type": "application/protobuf",
        "traceparent": f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01",
    }
    producer.produce(topic, Acknowledged(event_id=ce_ids).SerializeToString(), key="welfare", headers=headers,
                     on_delivery=delivered)
    while producer.flush(1) > 0:  # as long as the broker is away
        if stop:
            return False
    return True


def next_batch(consumer):
    first = consumer.poll(POLL_S)
    if first is None:
        return []
    batch = [first] + consumer.consume(BATCH_MAX - 1, BATCH_WAIT_S)
    for message in batch:
        if message.error():
            say(message.error().str())
    return [message for message in batch if not message.error()]


def commit(consumer, batch):
    """Tells Kafka how far we are. If that fails the records come again, and `seen` knows them."""
    ends = {}
    for message in batch:
        ends[message.topic(), message.partition()] = message.offset() + 1
    try:
        consumer.commit(offsets=[TopicPartition(*place, end) for place, end in ends.items()], asynchronous=False)
    except KafkaException as error:
        say(f"offsets not committed: {error.args[0].str()}")


def connection(bootstrap, tls_dir):
    """Where the broker is and, with a folder of certificates, who we are to it; without one it is plaintext."""
    if not tls_dir:
        return {"bootstrap.servers": bootstrap}
    return {"bootstrap.servers": bootstrap, "security.protocol": "ssl",
            "ssl.ca.location": f"{tls_dir}/ca.pem", "ssl.certificate.location": f"{tls_dir}/certificate.pem",
            "ssl.key.location": f"{tls_dir}/key.pem", "ssl.endpoint.identification.algorithm": "https"}


def run(broker, prefix, path):
    stop = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.append(True))
    feed = f"{prefix}.feed.welfare"
    source = f"/{prefix.split('.')[-1]}/welfare"
    register = Register(path, "feed.welfare")
    producer = Producer({**broker, "enable.idempotence": True, "linger.ms": 0})
    consumer = Consumer({**broker, "group.id": f"{prefix}.welfare",
                         "auto.offset.reset": "earliest", "enable.auto.commit": False,
                         "session.timeout.ms": 10000})
    consumer.subscribe([feed])
    try:
        while not stop:
            batch = next_batch(consumer)
            held = register.receive(batch) if batch else []
            if batch and (not held or acknowledge(producer, feed + ".request", source, held, stop)):
                commit(consumer, batch)
    finally:
        consumer.close()


def print_state(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    print(json.dumps({"peer": "welfare", **dict(db.execute(STATE).fetchone())}, separators=(",", ":")))


def main():
    if sys.argv[1:] == ["--state"]:
        print_state(os.environ["WELFARE_STATE"])
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        run(connection(os.environ["JUKI_KAFKA_BOOTSTRAP"], os.environ.get("JUKI_TLS_DIR")),
            os.environ["JUKI_TOPIC_PREFIX"], os.environ["WELFARE_STATE"])


if __name__ == "__main__":
    main()
