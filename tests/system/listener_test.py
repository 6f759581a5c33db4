#!/usr/bin/python3
"""Nobody gets a byte of Kafka who does not show a certificate of ours over TLS 1.3: at every port on which it listens, in
plaintext, with a certificate of another authority or none, with TLS 1.2, and with one that is no client's."""
import pathlib
import re
import socket
import ssl
import struct
import sys

from instance import LOCAL, REPO, Instance, Tap

TESTS = 9
TOPIC_AUTHORIZATION_FAILED = 29
METADATA = b"\0\0\0\x0e\0\x03\0\x01\0\0\0\x01\xff\xff\0\0\0\0"  # a question for metadata, which the broker answers
API_VERSIONS = b"\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff"  # and one that a controller answers, too


def listening_ports(pid):
    """Every TCP port on which a process listens, as the kernel has it."""
    sockets = {match.group(1) for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir()
               if (match := re.match(r"socket:\[(\d+)\]", str(entry.readlink())))}
    ports = set()
    for table in ("tcp", "tcp6"):
        for line in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            field = line.split()
            if field[3] == "0A" and field[9] in sockets:
                ports.add(int(field[1].rsplit(":", 1)[1], 16))
    return ports


def plaintext(port):
    """What comes back for a question in the clear."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(METADATA)
        try:
            return line.recv(256)
        except ConnectionError:
            return b""


def ask(port, trusted, shown=None, version=ssl.TLSVersion.TLSv1_3, question=API_VERSIONS):
    """What comes back for a question over TLS of this version; an error of TLS as text. shown: a folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = version
    context.load_verify_locations(trusted / "ca.pem")
    if shown is not None:
        context.load_cert_chain(shown / "certificate.pem", shown / "key.pem")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            with context.wrap_socket(line, server_hostname="127.0.0.1") as secured:
                secured.sendall(question)
                return secured.recv(256)
    except (ssl.SSLError, ConnectionError) as error:
        return str(error) or type(error).__name__


def text(value):
    return struct.pack(">h", len(value)) + value


def make_topic(port, trusted, shown):
    """Kafka's error code for a wish to make a topic (CreateTopics, version 4), 0 when it was made."""
    name = b"juki.none"
    question = (struct.pack(">hhih", 19, 4, 1, -1) + struct.pack(">i", 1) + text(name) + struct.pack(">ihii", 1, 1, 0, 0) +
                struct.pack(">i?", 5000, False))
    answer = ask(port, trusted, shown, question=struct.pack(">i", len(question)) + question)
    at = 16 + len(text(name))  # behind size, correlation, throttling and count
    return struct.unpack(">h", answer[at:at + 2])[0] if isinstance(answer, bytes) and len(answer) > at + 1 else answer


def refused(answer):
    """An error, or an end without a byte."""
    return isinstance(answer, str) or answer == b""


def make_stranger(instance):
    """The same names, of another authority."""
    folder = instance.run / "strange"
    instance.call([LOCAL / "ca.sh", folder, REPO / "proto/topics.csv"])
    return folder


def check(tap, instance):
    instance.script("kafka.sh", "start")
    instance.need_real_kafka()
    ours, strange = instance.run / "tls", make_stranger(instance)
    ports = listening_ports(instance.pid("kafka"))
    port = int((instance.run / "kafka.bootstrap").read_text().strip().rsplit(":", 1)[1])
    tap.ok(port in ports and len(ports) == 2, "Kafka listens for clients and for its controller, and nowhere else", ports)

    def everywhere(name, question):
        answers = {each: question(each) for each in ports}
        tap.ok(all(map(refused, answers.values())), name, answers)

    answer = ask(port, ours / "resident", ours / "resident")
    tap.ok(isinstance(answer, bytes) and len(answer) > 8, "who shows his certificate over TLS 1.3 is answered", answer)
    heard = {each: plaintext(each) for each in ports}
    tap.ok(all(answer == b"" or (answer[0] == 21 and len(answer) == 7) for answer in heard.values()),
           "in plaintext nothing comes back, but at most that this is TLS", heard)
    everywhere("without a certificate", lambda each: ask(each, ours / "resident"))
    everywhere("with one of another authority", lambda each: ask(each, ours / "resident", strange / "resident"))
    everywhere("with one that is a server's", lambda each: ask(each, ours / "resident", ours / "postgres"))
    everywhere("with TLS 1.2", lambda each: ask(each, ours / "resident", ours / "resident", ssl.TLSVersion.TLSv1_2))
    everywhere("who trusts another authority does not go on",
               lambda each: ask(each, strange / "resident", ours / "resident"))

    controller = (ports - {port}).pop()
    made = {name: make_topic(controller, ours / "resident", ours / name) for name in ("resident", "topics")}
    tap.equal(made, {"resident": TOPIC_AUTHORIZATION_FAILED, "topics": 0},
              "a service's certificate makes nothing at the controller's port, where one for that purpose does")


def main():
    tap = Tap(TESTS)
    with Instance("listener") as instance:
        check(tap, instance)
    return 1 if tap.failed or tap.count != TESTS else 0


if __name__ == "__main__":
    sys.exit(main())
