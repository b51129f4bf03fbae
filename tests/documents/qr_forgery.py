"""What a forger may do to the text of a QR code."""

from __future__ import annotations

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.es256 import es256_sign

__all__ = ["forged_texts"]

_PREFIX = "CD1:"
_FACTS = -65_600


def forged_texts(text: str) -> dict[str, str]:
    """Give one forgery of each sort, by its name."""
    protected, _, payload, signature = cbor2.loads(
        base45.b45decode(text.removeprefix(_PREFIX))
    ).value
    stranger = ec.derive_private_key(99, ec.SECP256R1())
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    other = cbor2.dumps({1: -7, 4: b"stranger"})
    return {
        "altered claims": written(protected, altered(payload), signature),
        "another key, our key id": written(
            protected, payload, es256_sign(stranger, signed)
        ),
        "another key, its own key id": written(
            other,
            payload,
            es256_sign(stranger, cbor2.dumps(["Signature1", other, b"", payload])),
        ),
        "a flipped bit in the signature": written(
            protected, payload, bytes([signature[0] ^ 1, *signature[1:]])
        ),
        "a signature cut short": written(protected, payload, signature[:-1]),
        "an empty signature": written(protected, payload, b""),
        "truncated text": text[: len(text) // 2],
        "wrong prefix": "HC1:" + text.removeprefix(_PREFIX),
        "no prefix": text.removeprefix(_PREFIX),
        "oversized": text + "0" * 5000,
        "something behind it": text + "00",
        "an unsigned header": written(protected, payload, signature, {99: b"x"}),
        "another algorithm": written(
            cbor2.dumps({1: -8, 4: b"12345678"}), payload, signature
        ),
        "untagged": _PREFIX
        + base45.b45encode(cbor2.dumps([protected, {}, payload, signature])).decode(),
        "deep nesting": _PREFIX + base45.b45encode(b"\x81" * 1500 + b"\x00").decode(),
        "a claimed gigabyte": _PREFIX
        + base45.b45encode(b"\xd2\x5b" + (1 << 40).to_bytes(8, "big")).decode(),
        "letters outside base45": _PREFIX + "abc",
        "empty": "",
    }


def altered(payload: bytes) -> bytes:
    """Claim more months, as a forger would."""
    claims = cbor2.loads(payload)
    months = claims[_FACTS][5]
    claims[_FACTS][5] = dict.fromkeys(months, 480)
    changed: bytes = cbor2.dumps(claims)
    return changed


def written(
    protected: bytes,
    payload: bytes,
    signature: bytes,
    unsigned: dict[int, bytes] | None = None,
) -> str:
    """Put a message together as ours are."""
    message = cbor2.CBORTag(18, [protected, unsigned or {}, payload, signature])
    return _PREFIX + str(base45.b45encode(cbor2.dumps(message)), "ascii")
