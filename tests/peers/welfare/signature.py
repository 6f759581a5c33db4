"""Whose word a record is: common/event/SIGNATURES.md, written anew from that page alone. Keys are the files of
JUKI_KEY_DIR: verify/<name>.<first>-<last>.pem of everybody, sign/welfare.<first>-<last>.key of this office.
"""
import hashlib
import pathlib
from datetime import datetime, timedelta, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

HEADER = "juki-signature"
CONTEXT = b"juki.events.1"
VERSION, EVENTS_MAX, HASH_BYTES, SIGNATURE_BYTES = 1, 32, 32, 64
KNOWN_MAX = 64


class Refused(ValueError):
    """Nothing the record says may be believed."""


def today(later=0):
    return int((datetime.now(timezone.utc) + timedelta(days=later, hours=9)).strftime("%Y%m%d"))  # in Japan


def leaf(topic, key, headers, value):
    fields = [topic.encode(), key] + [headers.get(name, b"") for name in (
        "ce_id", "ce_source", "ce_type", "ce_time", "traceparent", "juki-sequence")] + [value]
    return hashlib.sha256(b"\0" + b"".join(len(each).to_bytes(4, "big") + each for each in fields)).digest()


def root_of(leaf_hash, index, size, path):
    """RFC 9162 section 2.1.3.2."""
    node, last, found = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            raise Refused("signature_malformed")
        if node & 1 or node == last:
            found = hashlib.sha256(b"\1" + sibling + found).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + sibling).digest()
        node, last = node >> 1, last >> 1
    if last:
        raise Refused("signature_malformed")
    return found


def take_apart(header):
    """index, size, key id, path and signature."""
    if len(header) < 4 or header[0] != VERSION or not header[1] < header[2] <= EVENTS_MAX:
        raise Refused("signature_malformed")
    index, size, at = header[1], header[2], 4 + header[3]
    path = header[at:-SIGNATURE_BYTES]
    if not header[3] or len(header) < at + SIGNATURE_BYTES or len(path) % HASH_BYTES:
        raise Refused("signature_malformed")
    return index, size, header[4:at].decode("ascii"), [
        path[start:start + HASH_BYTES] for start in range(0, len(path), HASH_BYTES)], header[-SIGNATURE_BYTES:]


class Verifier:
    """Of the records of one topic (without prefix), which one program alone may write."""

    def __init__(self, key_dir, topic, writer):
        self.folder, self.topic, self.writer = pathlib.Path(key_dir) / "verify", topic, writer
        self.known = []  # which signature of which key was found good for which root, the latest last

    def key(self, key_id):
        """Looked up each time a root is new, so a key that comes or goes counts at once."""
        name, _, period = key_id.partition("/")
        first, _, last = period.partition("-")
        if name != self.writer:
            raise Refused("signature_writer")
        if not (len(first) == len(last) == 8 and (first + last).isdigit() and int(first) <= today(1) and today() <= int(last)):
            raise Refused("signature_key")
        try:
            return load_pem_public_key((self.folder / f"{name}.{period}.pem").read_bytes())
        except FileNotFoundError:
            raise Refused("signature_key") from None

    def check(self, record):
        pairs = record.headers() or []
        headers = dict(pairs)
        if HEADER not in headers:
            raise Refused("signature_missing")
        if len(headers) < len(pairs):
            raise Refused("signature_headers")
        index, size, key_id, path, signature = take_apart(headers[HEADER])
        key = self.key(key_id)
        if headers.get("ce_source", b"").decode().rpartition("/")[2] != self.writer:
            raise Refused("signature_source")
        root = root_of(leaf(self.topic, record.key() or b"", headers, record.value() or b""), index, size, path)
        if (key_id, size, root, signature) not in self.known:
            try:
                key.verify(signature, CONTEXT + bytes([size]) + root)
            except InvalidSignature:
                raise Refused("signature_invalid") from None
            self.known = self.known[1 - KNOWN_MAX:] + [(key_id, size, root, signature)]


class Signer:
    def __init__(self, key_dir, name):
        self.folder, self.name = pathlib.Path(key_dir) / "sign", name

    def sign(self, topic, key, headers, value):
        """The header for a record that leaves alone, under the newest key that counts today."""
        periods = [path.name.split(".")[1] for path in self.folder.glob(f"{self.name}.*-*.key")]
        period = max(each for each in periods if int(each[:8]) <= today() <= int(each[9:]))
        secret = load_pem_private_key((self.folder / f"{self.name}.{period}.key").read_bytes(), None)
        key_id = f"{self.name}/{period}".encode()
        root = leaf(topic, key, {each: text.encode() for each, text in headers.items()}, value)
        return bytes([VERSION, 0, 1, len(key_id)]) + key_id + secret.sign(CONTEXT + b"\1" + root)
