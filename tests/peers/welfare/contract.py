"""What juki and this office have agreed on: channels and messages (asyncapi.json), their bytes (.proto), the headers
of CloudEvents, and the digest of a person. Nothing else of juki is known here.
"""
import hashlib
import json
import pathlib
import sys
import uuid
from datetime import datetime, timezone

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2] if len(HERE.parts) > 3 else HERE
sys.path.insert(0, str(REPOSITORY / "build/gen/python"))  # protoc --python_out of proto/, made by `make`
from juki.common.v1.common_pb2 import Acknowledged  # noqa: E402
from juki.gateway.v1 import snapshot_pb2  # noqa: E402
from juki.gateway.v1.feed_pb2 import PersonFeed  # noqa: E402

from signature import HEADER  # noqa: E402

TOLD = {"juki.gateway.v1." + kind.DESCRIPTOR.name: kind for kind in (
    PersonFeed, snapshot_pb2.SnapshotBegun, snapshot_pb2.SnapshotPerson, snapshot_pb2.SnapshotEnded,
    snapshot_pb2.FeedRefused, snapshot_pb2.ReconcileWanted, snapshot_pb2.ReconcileEnded)}
ORDERED = ("juki.gateway.v1.PersonFeed", "juki.gateway.v1.SnapshotPerson")  # by juki-sequence of their key
CHANNEL, REQUEST = "feed.welfare", "feed.welfare.request"
WRITER = "gateway"  # of the channel, and nobody else


def channels(prefix):
    """Where we read and where we write, as the document says; a message that we do not know is found at the start."""
    document = json.loads(next(path for path in (HERE / "asyncapi.json", REPOSITORY / "proto/asyncapi.json")
                               if path.exists()).read_text(encoding="utf-8"))
    feed, request = (document["channels"][name] for name in (CHANNEL, REQUEST))
    unknown = set(feed["messages"]) - set(TOLD)
    if unknown:
        raise SystemExit(f"{CHANNEL} has messages that this office does not know: {', '.join(sorted(unknown))}")
    return tuple(each["address"].replace("{prefix}", prefix) for each in (feed, request))


class Told:
    """One record of the feed, opened, read and checked."""

    def __init__(self, record, opener):
        headers = {name: value.decode() for name, value in record.headers() or [] if name != HEADER}
        self.kind = headers.get("ce_type", "")
        if self.kind not in TOLD:
            raise ValueError("ce_type is none of this channel's")
        self.ce_id = str(uuid.UUID(headers.get("ce_id", "")))
        self.key = record.key().decode()
        self.value = opener.open(self.kind, headers["ce_id"], record.value())
        self.sequence = int(headers.get("juki-sequence", "0"))
        self.read()

    def read(self):
        self.message = TOLD[self.kind].FromString(self.value)
        self.person = None
        if self.kind in ORDERED:
            if not 1 <= self.sequence < 2**63:
                raise ValueError("juki-sequence is missing or no such number")
            self.person = self.message.person if self.is_whole() else self.message
            if self.person.addressee_number != self.key:
                raise ValueError("the key is not the 宛名番号 of the record")

    def is_whole(self):
        """Says all there is to know of the person: earlier numbers may be missing."""
        return self.kind == "juki.gateway.v1.SnapshotPerson"

    @classmethod
    def parked(cls, kind, key, sequence, ce_id, value):
        told = cls.__new__(cls)
        told.kind, told.key, told.sequence, told.ce_id, told.value = kind, key, sequence, ce_id, value
        told.read()
        return told


def headers_of(message, municipality):
    """CloudEvents 1.0, Kafka binding, binary mode: the attributes are headers, the value is the protobuf."""
    return {
        "ce_specversion": "1.0",
        "ce_id": str(uuid.uuid4()),
        "ce_source": f"/{municipality}/welfare",
        "ce_type": message.DESCRIPTOR.full_name,
        "ce_time": now(),
        "content-type": "application/protobuf",
        "traceparent": f"00-{uuid.uuid4().hex}-{uuid.uuid4().hex[:16]}-01",
    }


def now():
    return datetime.now(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


# ---- the digest of a person: snapshot.proto says how ----------------------------------------------------------------

def lines(message, path=""):
    for field, value in message.ListFields():
        name = path + field.name
        if name == "change_id":
            continue
        if name == "individual_number":
            yield f"{name}=1\n"
        elif field.label == field.LABEL_REPEATED:
            for number, each in enumerate(value):
                yield from line_of(f"{name}[{number}]", field, each)
        else:
            yield from line_of(name, field, value)


def line_of(name, field, value):
    if field.message_type is not None:
        yield from lines(value, name + ".")
    elif value:
        yield f"{name}={int(value) if isinstance(value, bool) else value}\n"


def digest(person):
    return hashlib.sha256("".join(lines(person)).encode()).digest()


def total(digests):
    """Of several persons: the sum of theirs modulo 2^256."""
    return (sum(int.from_bytes(each, "big") for each in digests) % 2**256).to_bytes(32, "big")


__all__ = ["Acknowledged", "CHANNEL", "REQUEST", "WRITER", "PersonFeed", "Told", "channels", "digest", "headers_of", "now", "snapshot_pb2",
           "total"]
