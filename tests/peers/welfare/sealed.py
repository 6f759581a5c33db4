"""Bodies that are sealed for this office: common/seal/KEYS.md, "How to open a body", written anew from that page alone. Keys
are the lines of JUKI_KEY_DIR/<office>.keys.
"""
import pathlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError

from juki.common.v1.common_pb2 import Sealed

MARK = b"\0"  # no protobuf message begins with it


class Closed(ValueError):
    """The body cannot be opened, or is of another record."""


class Opener:
    """Of the records of one topic (without prefix)."""

    def __init__(self, key_dir, office, topic):
        self.path, self.office, self.topic = pathlib.Path(key_dir) / f"{office}.keys", office, topic

    def key(self, key_id):
        """Looked up each time, so a key that comes or goes counts at once."""
        keys = dict(line.split() for line in self.path.read_text("ascii").splitlines())
        if key_id not in keys or keys[key_id] == "erased":
            raise Closed("seal_erased" if key_id in keys else "seal_key")
        if keys[key_id].startswith("wrapped:"):
            raise OSError(f"{self.path} is wrapped by somebody else's key provider")
        return bytes.fromhex(keys[key_id])

    def open(self, kind, ce_id, value):
        """What the record says, whether it came sealed or in clear."""
        if not value.startswith(MARK):
            return value
        try:
            sealed = Sealed.FromString(value[len(MARK):])
        except DecodeError:
            raise Closed("malformed") from None
        binding = b"".join(len(part).to_bytes(4, "big") + part for part in (
            self.office.encode(), f"body {self.topic} {kind}".encode(), ce_id.encode()))
        cipher = AESGCM(self.key(sealed.key_id))
        try:
            return cipher.decrypt(sealed.nonce, sealed.ciphertext, binding)
        except (InvalidTag, ValueError):
            raise Closed("seal_broken") from None
