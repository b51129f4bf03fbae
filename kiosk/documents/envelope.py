"""Closing and opening envelopes: it takes the terminal's key and the card's code.

Two layers. The inner one is AES-256-GCM under a key drawn (HKDF, RFC 5869) from the
card's identification code; the outer one is HPKE (RFC 9180, X25519, HKDF-SHA256,
AES-256-GCM) to the terminal's key. A stolen terminal without the cards opens
nothing, nor does a card at another terminal.
"""

from __future__ import annotations

import json
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.envelope import Dossier, Envelope
from kiosk.domain.fault import InvalidValue, NoRecord
from kiosk.domain.wire import from_wire, to_wire

__all__ = ["close_envelope", "open_envelope", "tag_of"]

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"kiosk envelope 1 "
_TAG_BYTES, _KEY_BYTES, _CODE_BYTES = 16, 32, 16
_ONLY_ONCE = bytes(12)
"""The nonce may stay the same, because every envelope has a key of its own."""


def tag_of(card_code: str, terminal: str) -> bytes:
    """Give the name under which a terminal finds a card's envelope.

    Raises:
        InvalidValue: the code is not the 32 hex digits of a card.
    """
    return _drawn(card_code, terminal.encode(), b"tag", _TAG_BYTES)


def close_envelope(  # noqa: PLR0913 - the header and the two who open it
    dossier: Dossier,
    *,
    card_code: str,
    terminal: str,
    terminal_key: X25519PublicKey,
    envelope_id: str,
    prepared_at: datetime,
    expires_at: datetime,
) -> Envelope:
    """Seal a dossier for one card at one terminal.

    Raises:
        InvalidValue: the code is not the 32 hex digits of a card.
    """
    header = _header(envelope_id, terminal, expires_at)
    plain = json.dumps(to_wire(dossier), ensure_ascii=False).encode()
    key = _drawn(card_code, envelope_id.encode(), b"content", _KEY_BYTES)
    inner = AESGCM(key).encrypt(_ONLY_ONCE, plain, header)
    return Envelope(
        id=envelope_id,
        tag=tag_of(card_code, terminal),
        prepared_at=prepared_at,
        expires_at=expires_at,
        sealed=_SUITE.encrypt(inner, terminal_key, header),
    )


def open_envelope(
    envelope: Envelope,
    *,
    card_code: str,
    terminal: str,
    terminal_key: X25519PrivateKey,
    now: datetime,
) -> Dossier:
    """Open an envelope with the card that lies in the reader.

    Raises:
        NoRecord: it is not this card's, not this terminal's, changed, or out of
            its time (reason ``expired``).
        InvalidValue: the code is not the 32 hex digits of a card, or what was
            sealed is no dossier.
    """
    if now >= envelope.expires_at:
        raise NoRecord(reason="expired")
    header = _header(envelope.id, terminal, envelope.expires_at)
    key = _drawn(card_code, envelope.id.encode(), b"content", _KEY_BYTES)
    try:
        inner = _SUITE.decrypt(envelope.sealed, terminal_key, header)
        told = json.loads(AESGCM(key).decrypt(_ONLY_ONCE, inner, header))
    except (InvalidTag, ValueError, RecursionError):
        raise NoRecord(reason="not-opened") from None
    return from_wire(Dossier, told)


def _header(envelope_id: str, terminal: str, expires_at: datetime) -> bytes:
    parts = (envelope_id, terminal, str(int(expires_at.timestamp())))
    return _PURPOSE + "|".join(parts).encode()


def _drawn(card_code: str, salt: bytes, use: bytes, length: int) -> bytes:
    try:
        code = bytes.fromhex(card_code)
    except ValueError:
        code = b""
    if len(code) != _CODE_BYTES:
        raise InvalidValue(field="identification_code", reason="not 32 hex digits")
    return HKDF(SHA256(), length, salt, _PURPOSE + use).derive(code)
