#!/usr/bin/python3
"""The child-care office (保育課): a consumer of feed.welfare, written from proto/ alone (.proto and asyncapi.json).

It keeps its own copy of preschool children and their families, in SQLite, sends receipts, and heals by itself. Debian's
python3-confluent-kafka and python3-protobuf do the rest.

    welfare.py                                        run until SIGTERM
    welfare.py --state                                print what is held, as one JSON object
    welfare.py --household-as-of DAY [--household N]  households with a preschool child on a day (基準日), as JSON
    welfare.py --request snapshot|reconcile           have everything told anew, or what differs

Environment: JUKI_KAFKA_BOOTSTRAP, JUKI_TOPIC_PREFIX (e.g. juki.132071), WELFARE_STATE (path of the SQLite file), JUKI_TLS_DIR (its
certificate; JUKI_KAFKA_PLAINTEXT=true instead for the embedded broker), JUKI_KEY_DIR (keys to verify, to sign and to open with), WELFARE_BASE_DATE (基準日, else the last 1 April), WELFARE_SETTLE_S (the records of
a household may be so far apart, default 5), WELFARE_GAP_PATIENCE_S (default 600).
"""
import json
import os
import signal
import sqlite3
import sys
import time
from datetime import date, datetime, timedelta, timezone

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition

import contract
import register
import scope
import sealed
import signature
from register import say

BATCH_MAX = 500
BATCH_WAIT_S = 0.005  # a begun batch waits this long for more
POLL_S = 0.2
PAUSE_S = 5  # after a refusal
LOST_S = 900  # a question without an answer


def ago(seconds):
    moment = datetime.now(timezone.utc) - timedelta(seconds=seconds)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Office:
    def __init__(self, broker, prefix, key_dir, path, base, settle_s, patience_s):
        self.feed, self.request = contract.channels(prefix)
        self.municipality = prefix.split(".")[-1]
        self.settle_s, self.patience_s = settle_s, patience_s
        self.signer = signature.Signer(key_dir, "welfare")
        self.register = register.Register(
            path, base, signature.Verifier(key_dir, contract.CHANNEL, contract.WRITER),
            sealed.Opener(key_dir, "welfare", contract.CHANNEL))
        self.stop = []
        self.producer = Producer({**broker, "enable.idempotence": True, "linger.ms": 0})
        self.reading = {**broker, "group.id": f"{prefix}.welfare", "auto.offset.reset": "earliest",
                        "enable.auto.commit": False, "session.timeout.ms": 10000,
                        "group.instance.id": "one"}  # one file, one process: restarted, it goes on at once
        self.consumer = None

    def open_consumer(self):
        self.consumer = Consumer(self.reading)
        self.consumer.subscribe([self.feed])

    def open_consumer_again(self):
        """A client ends for ever when another took its place: its own former self after the broker's crash, or a second
        copy by mistake."""
        self.consumer.close()
        time.sleep(PAUSE_S)
        self.open_consumer()

    def send(self, messages):
        """Waits until the broker has them all; False when told to stop."""
        def delivered(error, _):
            if error is not None:
                raise KafkaException(error)

        for message in messages:
            value, headers = message.SerializeToString(), contract.headers_of(message, self.municipality)
            headers[signature.HEADER] = self.signer.sign(contract.REQUEST, b"welfare", headers, value)
            self.producer.produce(self.request, value, key="welfare", headers=headers, on_delivery=delivered)
        while self.producer.flush(1) > 0:  # as long as the broker is away
            if self.stop:
                return False
        return True

    def next_batch(self):
        first = self.consumer.poll(POLL_S)
        if first is None:
            return []
        batch = [first] + self.consumer.consume(BATCH_MAX - 1, BATCH_WAIT_S)
        for record in batch:
            if record.error():
                say(record.error().str())
        if any(record.error() and record.error().code() == KafkaError._FATAL for record in batch):
            self.open_consumer_again()
        return [record for record in batch if not record.error()]

    def commit(self, batch):
        """Tells Kafka how far we are. If that fails the records come again, and `seen` knows them."""
        ends = {}
        for record in batch:
            ends[record.topic(), record.partition()] = record.offset() + 1
        try:
            self.consumer.commit(offsets=[TopicPartition(*place, end) for place, end in ends.items()],
                                 asynchronous=False)
        except KafkaException as error:
            say(f"offsets not committed: {error.args[0].str()}")

    def work(self):
        batch = self.next_batch()
        held = self.register.receive(batch) if batch else []
        receipt = [contract.Acknowledged(event_id=held)] if held else []
        if batch and self.send(receipt + self.register.out):
            self.commit(batch)

    def look_around(self):
        question = self.register.look_around(ago(self.settle_s), ago(self.patience_s), ago(PAUSE_S), ago(LOST_S))
        if question is not None:
            self.send([question])

    def run(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.append(True))
        self.open_consumer()
        looked = datetime.min
        try:
            while not self.stop:
                self.work()
                if datetime.now() - looked > timedelta(seconds=1):
                    self.look_around()
                    looked = datetime.now()
        finally:
            self.consumer.close()


def connection(bootstrap, tls_dir):
    """Where the broker is, and who we are to it; without a folder of certificates: the embedded broker."""
    if tls_dir is None:
        return {"bootstrap.servers": bootstrap}
    return {"bootstrap.servers": bootstrap, "security.protocol": "ssl",
            "ssl.ca.location": f"{tls_dir}/ca.pem", "ssl.certificate.location": f"{tls_dir}/certificate.pem",
            "ssl.key.location": f"{tls_dir}/key.pem", "ssl.endpoint.identification.algorithm": "https"}


def read_only(path):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    return db


def show(answer):
    print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def main():
    words = sys.argv[1:]
    base = date.fromisoformat(os.environ.get("WELFARE_BASE_DATE") or scope.this_year()).isoformat()
    path = os.environ["WELFARE_STATE"]
    if words == ["--state"]:
        show({"peer": "welfare", **register.state(read_only(path))})
    elif words[:1] == ["--household-as-of"] and len(words) in (2, 4) and words[2:3] in ([], ["--household"]):
        show(register.households_on(read_only(path), date.fromisoformat(words[1]).isoformat(), *words[3:]))
    elif words[:1] == ["--request"] and words[1:] in (["snapshot"], ["reconcile"]):
        register.Register(path).wish(words[1], "wish")
    elif words:
        sys.exit(__doc__)
    else:
        plaintext = os.environ.get("JUKI_KAFKA_PLAINTEXT") == "true"
        Office(connection(os.environ["JUKI_KAFKA_BOOTSTRAP"], None if plaintext else os.environ["JUKI_TLS_DIR"]),
               os.environ["JUKI_TOPIC_PREFIX"], os.environ["JUKI_KEY_DIR"], path, base, float(os.environ.get("WELFARE_SETTLE_S", "5")),
               float(os.environ.get("WELFARE_GAP_PATIENCE_S", "600"))).run()


if __name__ == "__main__":
    main()
