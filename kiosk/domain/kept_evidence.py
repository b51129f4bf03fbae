"""Pictures kept as evidence of a certification: closed where they were taken.

HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) to the centre's evidence key. A
terminal has the public half alone, so that nothing it keeps can be looked at there,
by whoever carries it away.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from kiosk.domain.fault import InvalidValue

__all__ = [
    "MOST_EVIDENCE_BYTES",
    "close_evidence",
    "evidence_reference",
    "key_name",
    "open_evidence",
    "read_evidence_key",
]

MOST_EVIDENCE_BYTES = 32_000
"""What one visit may keep: twenty deeds travel in one request of a mebibyte."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"kiosk evidence 1 "
_NAME_BYTES = 8
_LENGTH = struct.Struct(">I")


def read_evidence_key(pem: bytes) -> X25519PublicKey:
    """Read the public half from a PEM file's bytes.

    Raises:
        InvalidValue: that is no X25519 key.
    """
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise InvalidValue(field="evidence_key", reason="not PEM") from None
    if not isinstance(key, X25519PublicKey):
        raise InvalidValue(field="evidence_key", reason="not X25519")
    return key


def key_name(key: X25519PublicKey) -> bytes:
    """Give the eight bytes by which closed evidence names its key."""
    return hashlib.sha256(key.public_bytes_raw()).digest()[:_NAME_BYTES]


def close_evidence(pictures: Sequence[bytes], key: X25519PublicKey) -> bytes:
    """Close pictures (JPEG), in the order they were taken.

    Raises:
        InvalidValue: they are too large together.
    """
    plain = b"".join(_LENGTH.pack(len(each)) + each for each in pictures)
    name = key_name(key)
    closed = name + _SUITE.encrypt(plain, key, _PURPOSE + name)
    if len(closed) > MOST_EVIDENCE_BYTES:
        raise InvalidValue(field="evidence", reason="length")
    return closed


def open_evidence(
    closed: bytes, keys: Mapping[bytes, X25519PrivateKey]
) -> tuple[bytes, ...]:
    """Open what `close_evidence` closed, with the key it names.

    Raises:
        InvalidValue: fact ``reason`` is ``unknown-key``, ``changed`` or ``shape``.
    """
    name = closed[:_NAME_BYTES]
    if name not in keys:
        raise InvalidValue(field="evidence", reason="unknown-key")
    try:
        plain = _SUITE.decrypt(closed[_NAME_BYTES:], keys[name], _PURPOSE + name)
    except (InvalidTag, ValueError):
        raise InvalidValue(field="evidence", reason="changed") from None
    return tuple(_pictures(plain))


def evidence_reference(closed: bytes) -> str:
    """Name closed evidence by its own content, for the ledger and for tickets."""
    return f"sha256:{hashlib.sha256(closed).hexdigest()}"


def _pictures(plain: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(plain):
        start = place + _LENGTH.size
        try:
            (length,) = _LENGTH.unpack_from(plain, place)
        except struct.error:
            length = -1
        place = start + length
        if length < 0 or place > len(plain):
            raise InvalidValue(field="evidence", reason="shape")
        found.append(plain[start:place])
    return found
