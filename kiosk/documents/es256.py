"""ES256 with the signature as two plain halves, as COSE and JOSE write it.

Sources: RFC 7518, 3.4 (JOSE); RFC 9053, 2.1 (COSE).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = ["es256_holds", "es256_sign", "jwk_key", "jwk_of", "key_name"]

_HALF = 32
_NAME_BYTES = 8


def es256_sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """Sign deterministically (RFC 6979): the same data gives the same 64 bytes."""
    scheme = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(key.sign(data, scheme))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def es256_holds(key: ec.EllipticCurvePublicKey, signature: bytes, data: bytes) -> bool:
    """Whether 64 bytes are this key's signature of the data."""
    if len(signature) != 2 * _HALF:
        return False
    halves = (
        int.from_bytes(signature[:_HALF], "big"),
        int.from_bytes(signature[_HALF:], "big"),
    )
    try:
        key.verify(encode_dss_signature(*halves), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def key_name(key: ec.EllipticCurvePublicKey) -> str:
    """Name a key by the first eight bytes of its SHA-256 (SPKI), hex."""
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[:_NAME_BYTES].hex()


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Write a P-256 key as JSON Web Key (RFC 7517)."""
    numbers = key.public_numbers()
    x, y = (_coordinate(number) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def jwk_key(jwk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """Read a P-256 key from a JSON Web Key.

    Raises:
        ValueError, KeyError: it is none.
    """
    if jwk["crv"] != "P-256":
        raise ValueError(jwk["crv"])
    x, y = (
        int.from_bytes(base64.urlsafe_b64decode(str(jwk[name]) + "=="), "big")
        for name in ("x", "y")
    )
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _coordinate(number: int) -> str:
    data = number.to_bytes(_HALF, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
