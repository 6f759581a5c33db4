#!/usr/bin/python3
"""Certificates change while everything runs: records flow to the prefecture all the time, and it misses none. First its
own certificate is renewed, then the authority is followed by another, and at last the former is trusted no longer."""
import pathlib
import shutil
import sys
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition

from instance import BIN, LOCAL, PREFIX, REPO, Instance, Tap, wait_for

TESTS = 9
TOPIC = f"{PREFIX}.link.prefecture.out"


def authority(instance, *words):
    done = instance.call([LOCAL / "ca.sh", instance.run / "tls", REPO / "proto/topics.csv", *words])
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def prepare(instance):
    shutil.rmtree(instance.run / "tls", ignore_errors=True)
    instance.script("kafka.sh", "start")
    instance.need_real_kafka()
    for action in ("apply", "grant"):
        done = instance.call([BIN / "juki-topics", action, "--table", REPO / "proto/topics.csv", "--prefix", PREFIX,
                              "--bootstrap", (instance.run / "kafka.bootstrap").read_text().strip()])
        if done.returncode != 0:
            raise RuntimeError(done.stderr)


class Source(threading.Thread):
    """Sends a number every 20 ms, as the house does."""

    def __init__(self, instance):
        super().__init__(daemon=True)
        self.producer = Producer({"bootstrap.servers": (instance.run / "kafka.bootstrap").read_text().strip(),
                                  "enable.idempotence": True})
        self.sent = 0
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(0.02):
            self.producer.produce(TOPIC, str(self.sent), partition=0)
            self.sent += 1
        self.producer.flush(10)


class Reader:
    """The prefecture with the certificate that it has when it connects."""

    def __init__(self, instance, folder, offset=0):
        self.consumer = Consumer({
            "bootstrap.servers": (instance.run / "kafka.bootstrap.peer").read_text().strip(), "group.id": f"{PREFIX}.prefecture",
            "enable.auto.commit": False,
            "security.protocol": "ssl", "ssl.ca.location": f"{folder}/ca.pem", "log_level": 0,
            "ssl.certificate.location": f"{folder}/certificate.pem", "ssl.key.location": f"{folder}/key.pem"})
        self.consumer.assign([TopicPartition(TOPIC, 0, offset)])
        self.got = []

    def read(self, seconds):
        """What comes in this time, at least."""
        before = len(self.got)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self.consumer.poll(0.1)
            if message is not None and not message.error():
                self.got.append(int(message.value()))
        return len(self.got) - before

    def reads(self, patience=20):
        return wait_for(lambda: self.read(0.2) > 0, patience, "records")


def can_read(instance, folder, patience=20):
    reader = Reader(instance, folder)
    came = reader.reads(patience)
    reader.consumer.close()
    return came


def keep(instance, name):
    """The prefecture's files as they are now."""
    kept = pathlib.Path(instance.run / name)
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(instance.run / "tls/prefecture", kept)
    return kept


def rotate(tap, instance):
    prepare(instance)
    source = Source(instance)
    source.start()
    now = instance.run / "tls/prefecture"
    first = keep(instance, "first")
    reader = Reader(instance, first)
    tap.ok(reader.reads(), "the prefecture reads")

    authority(instance, "renew", "prefecture")
    renewed = (first / "certificate.pem").read_bytes() != (now / "certificate.pem").read_bytes()
    tap.ok(renewed and can_read(instance, now), "with a renewed certificate as well, the broker untouched")

    authority(instance, "next")
    authority(instance, "renew", "prefecture")
    tap.ok(not can_read(instance, now, 3), "of a new authority it is not good before the broker trusts that")
    instance.script("kafka.sh", "reload")
    tap.ok((now / "ca.pem").read_text().count("BEGIN") == 2 and can_read(instance, now), "and good afterwards")
    tap.ok(can_read(instance, first), "who has not been renewed yet still reads, and trusts the broker")

    authority(instance, "retire")
    instance.script("kafka.sh", "reload")
    tap.ok(can_read(instance, now), "the former authority retired: the new certificate is good")
    shutil.copy(now / "ca.pem", first / "ca.pem")
    tap.ok(not can_read(instance, first, 3), "that of the former one is not any more")
    tap.ok(reader.reads(), "who is connected goes on")

    source.ending.set()
    source.join()
    wait_for(lambda: reader.read(0.2) == 0, 10, "the end")
    tap.equal(reader.got, list(range(source.sent)), "who read from the beginning missed nothing")


def main():
    tap = Tap(TESTS)
    with Instance("rotation") as instance:
        rotate(tap, instance)
    return 1 if tap.failed or tap.count != TESTS else 0


if __name__ == "__main__":
    sys.exit(main())
