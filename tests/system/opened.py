"""What the register keeps sealed, opened with its keys as common/seal/seal.h and common/db/kept.h say it, without their code."""

import sys

from instance import REPO

sys.path.insert(0, str(REPO / "build/gen/python"))


def unseal(instance, audience, field, subject, sealed):
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = bytes.fromhex((instance.run / f"keys/{audience}.keys").read_text().split()[1])
    parts = (audience.encode(), field.encode(), subject.encode())
    bound = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, bound)


def open_record(instance, place, content):
    from juki.common.v1.common_pb2 import Sealed
    from juki.resident.v1.record_pb2 import PersonRecord

    mark, sealed = content[:2], bytes.fromhex(content[2:])
    assert mark == "00"
    return PersonRecord.FromString(unseal(instance, "resident-self", "kept person_record", place, Sealed.FromString(sealed)))


def opened_records(instance, condition):
    """The register's records of the rows that meet it."""
    rows = instance.sql("resident", "SELECT addressee_number || ' ' || history_number, encode(content, 'hex') "
                        f"FROM person_record WHERE {condition}")
    return [open_record(instance, *row) for row in rows]
