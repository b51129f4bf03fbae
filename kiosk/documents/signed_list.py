"""Lists the centre publishes: whom to believe and what was withdrawn, signed, dated.

A list is a JWS in compact form (RFC 7515) with ES256, so that browsers and any
JOSE library can check it. Its key is pinned by whoever checks, nothing inside
the list can name another one.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.es256 import es256_holds, es256_sign, key_name

__all__ = ["LARGEST_LIST", "LIST_KINDS", "ListKind", "ListRefused", "SignedList"]

ListKind = Literal["signers", "denied", "library"]

LIST_KINDS: tuple[ListKind, ...] = ("signers", "denied")
"""What a verifier needs; a library proves nothing."""

LARGEST_LIST = 32 * 1024 * 1024
"""Bytes of the largest list that is read: some hundred thousand denials."""

_PARTS = 3


class ListRefused(Exception):
    """A list is not to be believed or not to be taken; the message is the reason."""


@dataclass(frozen=True, slots=True)
class SignedList:
    """One version of one list.

    Attributes:
        version: Grows with every issue; an older one is never taken again.
        next_update: From this moment on the list is too old to say "valid" by.
        entries: Plain JSON objects; their meaning is the list's kind's.
        text: The whole JWS.
    """

    kind: ListKind
    version: int
    issued: datetime
    next_update: datetime
    entries: tuple[Mapping[str, Any], ...] = field(repr=False)
    text: str = field(repr=False)

    @classmethod
    def sign(  # noqa: PLR0913 - a list's own parts
        cls,
        kind: ListKind,
        version: int,
        issued: datetime,
        next_update: datetime,
        entries: tuple[Mapping[str, Any], ...],
        *,
        key: ec.EllipticCurvePrivateKey,
    ) -> SignedList:
        """Write and sign a list; the same list gives the same text."""
        header = {"alg": "ES256", "kid": key_name(key.public_key()), "typ": _typ(kind)}
        payload = {
            "version": version,
            "issued": issued.isoformat(),
            "next_update": next_update.isoformat(),
            kind: entries,
        }
        signed = f"{_packed(header)}.{_packed(payload)}"
        signature = _encoded(es256_sign(key, signed.encode("ascii")))
        text = f"{signed}.{signature}"
        return cls(kind, version, issued, next_update, entries, text)

    @classmethod
    def open(
        cls,
        kind: ListKind,
        text: str,
        anchors: Mapping[str, ec.EllipticCurvePublicKey],
    ) -> SignedList:
        """Check and read a list.

        Raises:
            ListRefused: ``not-authentic`` or ``unreadable``.
        """
        parts = text.strip().split(".")
        if len(parts) != _PARTS or len(text) > LARGEST_LIST:
            reason = "unreadable"
            raise ListRefused(reason)
        try:
            return cls._opened(kind, text.strip(), parts, anchors)
        except ListRefused:
            raise
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            reason = "unreadable"
            raise ListRefused(reason) from error

    @classmethod
    def _opened(
        cls,
        kind: ListKind,
        text: str,
        parts: list[str],
        anchors: Mapping[str, ec.EllipticCurvePublicKey],
    ) -> SignedList:
        header = _unpacked(parts[0])
        key = anchors.get(str(header["kid"]))
        is_ours = header["alg"] == "ES256" and header["typ"] == _typ(kind)
        signed = f"{parts[0]}.{parts[1]}".encode("ascii")
        signature = _decoded(parts[2])
        if key is None or not is_ours or not es256_holds(key, signature, signed):
            reason = "not-authentic"
            raise ListRefused(reason)
        told = _unpacked(parts[1])
        issued, until = (_moment(told[name]) for name in ("issued", "next_update"))
        entries = told[kind]
        if not all(isinstance(entry, dict) for entry in entries):
            raise TypeError
        return cls(kind, int(told["version"]), issued, until, tuple(entries), text)


def _typ(kind: ListKind) -> str:
    """Name the kind inside the signature, so that no list passes for another."""
    return f"social-insurance-{kind}+jws"


def _packed(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _encoded(text.encode())


def _unpacked(part: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(_decoded(part))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    padded = part + "=" * (-len(part) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
