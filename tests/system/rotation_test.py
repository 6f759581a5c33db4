#!/usr/bin/python3
"""Certificates change while everything runs: a counter sends all the time, the register answers each time with a dead
letter, and the operator who reads them misses none. First certificates are renewed, the broker's too, then the authority
is followed by another, and at last the former is trusted no longer. And which certificates a start of the servers makes anew."""
import datetime
import hashlib
import pathlib
import re
import shutil
import socket
import ssl
import sys
import threading
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from instance import LOCAL, PREFIX, REPO, Instance, Tap, wait_for

sys.path.insert(0, str(REPO / "tests/peers/welfare"))
import signature

TESTS = 15
LETTERS = f"{PREFIX}.deadletter.resident"


def authority(instance, *words):
    done = instance.call([LOCAL / "ca.sh", instance.run / "tls", REPO / "proto/topics.csv", *words])
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


def certify(folder, name, first_day, last_day):
    """Another certificate for the key that he has, of the authority, good on these days (0: today)."""
    path = folder / name / "certificate.pem"
    mine = x509.load_pem_x509_certificate(path.read_bytes())
    now = datetime.datetime.now(datetime.timezone.utc)
    fresh = (x509.CertificateBuilder().subject_name(mine.subject).issuer_name(mine.issuer).public_key(mine.public_key())
             .serial_number(x509.random_serial_number()).not_valid_before(now + datetime.timedelta(first_day))
             .not_valid_after(now + datetime.timedelta(last_day)))
    for each in mine.extensions:
        fresh = fresh.add_extension(each.value, each.critical)
    key = serialization.load_pem_private_key((folder / "ca/1.key").read_bytes(), None)
    path.write_bytes(fresh.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def made_anew(tap, instance):
    """Which are not good enough when ca.sh is called once more."""
    folder = instance.run / "days"
    days = {"counter": (-1, 31), "operator": (-1, 29), "audit": (-2, -1), "gateway": (1, 300),
            "resident": (40, 300), "tax": (-300, 300)}
    command = [LOCAL / "ca.sh", folder, REPO / "proto/topics.csv"]
    instance.call(command)
    for name, (first_day, last_day) in days.items():
        certify(folder, name, first_day, last_day)
    certificates = {each.parent.name: each.read_bytes() for each in folder.glob("*/certificate.pem")}
    instance.call(command)
    fresh = {name for name, former in certificates.items() if (folder / name / "certificate.pem").read_bytes() != former}
    tap.equal(fresh, {"operator", "audit", "gateway", "resident"}, "made anew: less than 30 days left, over, or not valid yet")


def prepare(instance):
    shutil.rmtree(instance.run / "tls", ignore_errors=True)
    instance.call([LOCAL / "keys.sh", instance.run / "keys"])
    instance.script("postgres.sh", "start")
    instance.script("kafka.sh", "start")
    instance.need_real_kafka()
    for action in ("apply", "grant"):
        done = instance.topics(action)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
    instance.service("migrate", "resident")
    instance.service("start", "resident")
    instance.service("ready", "resident")


class Source(threading.Thread):
    """The counter with the certificate of the beginning: a number every 20 ms, each a command that cannot be read."""

    def __init__(self, instance):
        super().__init__(daemon=True)
        self.producer = Producer({**instance.kafka("counter"), "enable.idempotence": True})
        self.signer = signature.Signer(instance.run / "keys", "counter")
        self.sent = 0
        self.ending = threading.Event()

    def run(self):
        while not self.ending.wait(0.02):
            headers = {"ce_specversion": "1.0", "ce_id": str(uuid.uuid4()), "ce_source": "/132071/counter",
                       "ce_type": "juki.resident.v1.SubmitChange", "ce_time": "2026-04-30T00:00:00Z",
                       "content-type": "application/protobuf"}
            key, value = b"number-%06d" % self.sent, b"\xff no message"
            headers[signature.HEADER] = self.signer.sign("resident.command", key, headers, value)
            self.producer.produce(f"{PREFIX}.resident.command", key=key, partition=0, value=value, headers=list(headers.items()))
            self.sent += 1
        self.producer.flush(10)


class Reader:
    """The operator with the certificate that he has when he connects."""

    def __init__(self, instance, folder):
        self.consumer = Consumer({
            **instance.kafka(), "group.id": f"{PREFIX}.operator", "enable.auto.commit": False,
            "ssl.ca.location": f"{folder}/ca.pem", "ssl.certificate.location": f"{folder}/certificate.pem",
            "ssl.key.location": f"{folder}/key.pem"})
        self.consumer.assign([TopicPartition(LETTERS, 0, 0)])
        self.got = []

    def read(self, seconds):
        """How many come in this time, at least."""
        before = len(self.got)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self.consumer.poll(0.1)
            if message is not None and not message.error():
                self.got.append(int(re.search(rb"number-(\d{6})", message.value()).group(1)))
        return len(self.got) - before

    def reads(self, patience=20):
        return wait_for(lambda: self.read(0.2) > 0, patience, "records")


def can_read(instance, folder, patience=20):
    reader = Reader(instance, folder)
    came = reader.reads(patience)
    reader.consumer.close()
    return came


def keep(instance, name):
    """The operator's files as they are now."""
    kept = pathlib.Path(instance.run / name)
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(instance.run / "tls/operator", kept)
    return kept


def shown_by_broker(instance):
    """A digest of the certificate that the broker shows now, whoever signed it."""
    folder = instance.run / "tls/operator"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    host, port = instance.kafka()["bootstrap.servers"].split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line, context.wrap_socket(line) as secured:
        return hashlib.sha256(secured.getpeercert(binary_form=True)).hexdigest()


def shows_another(instance, before):
    """Its network threads take it one after the other."""
    return wait_for(lambda: shown_by_broker(instance) != before, 60, "another certificate of the broker")


def restarted(instance, reader):
    """The register comes back with the files of now, and what was sent meanwhile is answered."""
    instance.service("restart", "resident")
    instance.service("ready", "resident")
    return reader.reads()


def renew(tap, instance, reader):
    """New certificates of the same authority, for a service, its reader and the broker."""
    now = instance.run / "tls/operator"
    first = keep(instance, "first")
    authority(instance, "renew", "operator", "resident")
    renewed = (first / "certificate.pem").read_bytes() != (now / "certificate.pem").read_bytes()
    tap.ok(renewed and can_read(instance, now), "with a renewed certificate as well, the broker untouched")
    tap.ok(restarted(instance, reader), "and so does a service that was restarted with one")
    before = shown_by_broker(instance)
    authority(instance, "renew", "kafka")
    instance.script("kafka.sh", "reload")
    instance.script("postgres.sh", "reload")
    tap.ok(shows_another(instance, before) and can_read(instance, first), "the broker shows a renewed one, too")
    return first


def follow(tap, instance, reader, first):
    """Another authority beside the first."""
    now = instance.run / "tls/operator"
    authority(instance, "next")
    authority(instance, "renew", "operator")
    tap.ok(not can_read(instance, now, 3), "one of a new authority is not good before the broker trusts that")
    instance.script("kafka.sh", "reload")
    instance.script("postgres.sh", "reload")
    tap.ok((now / "ca.pem").read_text().count("BEGIN") == 2 and can_read(instance, now), "and good afterwards")
    tap.ok(can_read(instance, first), "who has not been renewed yet still reads, and trusts the broker")
    authority(instance, "renew", "resident", "kafka")
    before = shown_by_broker(instance)
    instance.script("kafka.sh", "reload")
    instance.script("postgres.sh", "reload")
    tap.ok(shows_another(instance, before) and restarted(instance, reader),
           "service and broker with certificates of the new authority")
    tap.ok(not can_read(instance, first, 3), "who trusts the former alone does not go on with that broker")


def retire(tap, instance, reader, first):
    """The former authority is trusted no longer."""
    now = instance.run / "tls/operator"
    authority(instance, "retire")
    instance.script("kafka.sh", "reload")
    instance.script("postgres.sh", "reload")
    tap.ok(can_read(instance, now) and restarted(instance, reader), "the former authority retired: the new certificates are good")
    shutil.copy(now / "ca.pem", first / "ca.pem")
    tap.ok(not can_read(instance, first, 3), "that of the former one is not any more")
    tap.ok(reader.reads(), "who is connected goes on")


def rotate(tap, instance):
    prepare(instance)
    source = Source(instance)
    reader = Reader(instance, keep(instance, "before"))
    source.start()
    tap.ok(reader.reads(), "the counter sends, the register answers, the operator reads")
    first = renew(tap, instance, reader)
    follow(tap, instance, reader, first)
    retire(tap, instance, reader, first)
    source.ending.set()
    source.join()
    wait_for(lambda: reader.read(0.2) >= 0 and len(set(reader.got)) >= source.sent, 60, "the end")
    tap.equal(sorted(set(reader.got)), list(range(source.sent)), "who read from the beginning missed nothing")
    instance.script("kafka.sh", "restart")
    tap.ok(can_read(instance, instance.run / "tls/operator"), "the broker starts again with what it has")


def main():
    tap = Tap(TESTS)
    with Instance("rotation") as instance:
        made_anew(tap, instance)
        rotate(tap, instance)
    return 1 if tap.failed or tap.count != TESTS else 0


if __name__ == "__main__":
    sys.exit(main())
