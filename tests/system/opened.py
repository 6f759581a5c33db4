"""What the register keeps sealed, opened with its key as common/seal/seal.h and common/db/kept.h say it, without their code."""

import sys

from instance import REPO

sys.path.insert(0, str(REPO / "build/gen/python"))


def register_key(instance):
    return bytes.fromhex((instance.run / "keys/resident-self.keys").read_text().split()[1])


def unseal(key, field, subject, sealed):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    parts = (b"resident-self", field.encode(), subject.encode())
    bound = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, bound)


def open_record(key, place, content):
    from juki.common.v1.common_pb2 import Sealed
    from juki.resident.v1.record_pb2 import PersonRecord

    mark, sealed = content[:2], bytes.fromhex(content[2:])
    assert mark == "00"
    return PersonRecord.FromString(unseal(key, "kept person_record", place, Sealed.FromString(sealed)))


def opened_records(instance, condition):
    """The register's records of the rows that meet it."""
    rows = instance.sql("resident", "SELECT addressee_number || ' ' || history_number, encode(content, 'hex') "
                        f"FROM person_record WHERE {condition}")
    key = register_key(instance)
    return [open_record(key, *row) for row in rows]
