"""SM2 signatures with SM3, as GB/T 32918.2 and GM/T 0009 have them.

The curve's arithmetic is gmalg's, in pure Python: some ten milliseconds each, and
no protection against whoever can measure them closely. For verification and for
tests of the second sealer; a city's SM2 key belongs into a certified module.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from gmalg.ellipticcurve import ECDLP
from gmalg.sm2 import SM2Core

__all__ = ["Sm2Private", "Sm2Public", "sm3"]

_IDENTITY = b"1234567812345678"
"""The signer's identity where none was agreed upon (GM/T 0009, 10)."""

_BYTES = 32
_UNCOMPRESSED = 4
_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class _Sm3:
    """SM3 by OpenSSL in the form gmalg asks for; its own takes 4 ms a kilobyte."""

    def __init__(self) -> None:
        self.reset()

    @classmethod
    def max_msg_length(cls) -> int:
        return 1 << 61

    @classmethod
    def hash_length(cls) -> int:
        return _BYTES

    def reset(self) -> None:
        self._digest = hashes.Hash(hashes.SM3())

    def update(self, data: bytes) -> None:
        self._digest.update(bytes(data))

    def value(self) -> bytes:
        return self._digest.copy().finalize()


def _core() -> Any:  # noqa: ANN401 - gmalg's types are partial
    return SM2Core(ECDLP(_P, _A, _B, _G, _N), _Sm3(), secrets.randbits)


@asn1.sequence
class _Pair:
    r: int
    s: int


@dataclass(frozen=True, slots=True)
class Sm2Public:
    """A public key: a point of the curve."""

    x: int
    y: int

    @classmethod
    def read(cls, point: bytes) -> Sm2Public:
        """Read an uncompressed point.

        Raises:
            ValueError: it is none of the curve.
        """
        if len(point) != 1 + 2 * _BYTES or point[0] != _UNCOMPRESSED:
            message = "no uncompressed point"
            raise ValueError(message)
        halves = point[1 : 1 + _BYTES], point[1 + _BYTES :]
        x, y = (int.from_bytes(part, "big") for part in halves)
        if max(x, y) >= _P or (y * y - (x * x * x + _A * x + _B)) % _P:
            message = "no point of the curve"
            raise ValueError(message)
        return cls(x, y)

    def point(self) -> bytes:
        """Write the point uncompressed."""
        halves = (each.to_bytes(_BYTES, "big") for each in (self.x, self.y))
        return bytes([_UNCOMPRESSED]) + b"".join(halves)

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether DER of a signature is this key's over the data."""
        try:
            pair = asn1.decode_der(_Pair, signature)
        except ValueError:
            return False
        told = _core().verify(data, pair.r, pair.s, _IDENTITY, (self.x, self.y))
        return bool(told)


@dataclass(frozen=True, slots=True)
class Sm2Private:
    """A private key in memory."""

    secret: int = field(repr=False)

    @classmethod
    def new(cls) -> Sm2Private:
        """Draw a key."""
        return cls(1 + secrets.randbelow(_N - 2))

    def public(self) -> Sm2Public:
        """Give the public key that belongs to it."""
        return Sm2Public(*_core().generate_pk(self.secret))

    def sign(self, data: bytes) -> bytes:
        """Sign; gives DER of the pair."""
        r, s = _core().sign(data, self.secret, _IDENTITY)
        return asn1.encode_der(_Pair(r=r, s=s))


def sm3(*parts: bytes | memoryview) -> bytes:
    """Hash parts put together."""
    digest = hashes.Hash(hashes.SM3())
    for part in parts:
        digest.update(part)
    return digest.finalize()
