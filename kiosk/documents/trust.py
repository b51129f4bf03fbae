"""Whom a verifier believes: pinned seals and keys, signed lists, and their age."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.es256 import jwk_key
from kiosk.documents.signed_list import LIST_KINDS, ListKind, ListRefused, SignedList

__all__ = ["ListAge", "Signer", "Trust", "public_keys"]

_CLOCK_SLACK = timedelta(days=1)
_TOO_OLD: Mapping[ListKind, str] = MappingProxyType(
    {"signers": "signer-list-too-old", "denied": "deny-list-too-old"}
)


@dataclass(frozen=True, slots=True)
class ListAge:
    """Which version of a list stands behind a verdict, and how fresh it is."""

    kind: ListKind
    version: int
    issued: datetime
    next_update: datetime

    def trouble(self, at: datetime) -> str | None:
        """Say why no verdict may rest on this list at a moment, if so."""
        if at + _CLOCK_SLACK < self.issued:
            # Our clock is behind: what has expired would look good.
            return "clock-behind"
        return _TOO_OLD[self.kind] if at >= self.next_update else None

    def told(self, at: datetime) -> dict[str, object]:
        """Give version and age as plain JSON values."""
        return {
            "list": self.kind,
            "version": self.version,
            "issued": self.issued.isoformat(),
            "next_update": self.next_update.isoformat(),
            "age_hours": round((at - self.issued) / timedelta(hours=1), 1),
            "is_too_old": self.trouble(at) is not None,
        }


@dataclass(frozen=True, slots=True)
class Signer:
    """When a key or seal may have signed.

    Attributes:
        ends: None as long as it is in use.
        is_revoked: Its secret may be in other hands; no date of its own helps.
    """

    begins: datetime
    ends: datetime | None = None
    is_revoked: bool = False

    def trouble(self, issued_at: datetime) -> str | None:
        """Say why something issued at a moment is not believed, if so."""
        if self.is_revoked:
            return "signer-revoked"
        outside = issued_at < self.begins or (self.ends and issued_at > self.ends)
        return "signer-not-in-charge" if outside else None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe.

    Attributes:
        seals: DER of pinned seal certificates; roots: DER above them.
        credentials: QR keys by key id.
        denied: Reason for each certificate number or copy serial withdrawn.
        signers: Term of seals (by DER) and QR keys (by key id), where a list
            states one; what is pinned by hand has none.
        ages: The lists this rests on; empty where all is pinned by hand.
        stamps: DER of pinned time-stamp authorities.
    """

    seals: frozenset[bytes]
    roots: tuple[bytes, ...]
    credentials: Mapping[bytes, ec.EllipticCurvePublicKey]
    denied: Mapping[str, str] = field(default_factory=dict)
    signers: Mapping[bytes, Signer] = field(default_factory=dict)
    ages: tuple[ListAge, ...] = ()
    stamps: frozenset[bytes] = frozenset()

    @classmethod
    def load(cls, directory: Path) -> Trust:
        """Load a trust directory; unreadable or missing files in it are an error.

        Raises:
            ValueError, OSError: a file that is no certificate, key or list, or
                nobody to believe: then no verdict would mean anything.
        """
        pinned = cls(
            seals=frozenset(_certificates(directory / "seals")),
            roots=tuple(_certificates(directory / "roots")),
            credentials={
                bytes.fromhex(name): key
                for name, key in public_keys(directory / "credentials").items()
            },
            denied=_denied(directory / "denied.txt"),
            stamps=frozenset(_certificates(directory / "stamps")),
        )
        trust = _with_lists(pinned, directory / "lists")
        if not (trust.seals and trust.roots and trust.credentials):
            message = f"{directory} lacks seals, roots or credentials"
            raise ValueError(message)
        return trust

    def with_lists(self, signers: SignedList, denied: SignedList) -> Trust:
        """Add what two lists say; a revocation there outdoes a pin here.

        Raises:
            ValueError: an entry that cannot be read.
        """
        try:
            return _merged(self, signers, denied)
        except (KeyError, TypeError) as error:
            message = "a list's entry cannot be read"
            raise ValueError(message) from error

    def whatever_age(self) -> Trust:
        """Give the same trust for a place whose lists' age others watch over."""
        return replace(self, ages=())

    def troubles(self, at: datetime) -> tuple[str, ...]:
        """Say which lists are too old, or that our clock must be wrong."""
        found = (age.trouble(at) for age in self.ages)
        return tuple(dict.fromkeys(reason for reason in found if reason))

    def signer_trouble(self, name: bytes, issued_at: datetime) -> str | None:
        """Say why this signer is not believed for that moment, if so."""
        signer = self.signers.get(name)
        return signer.trouble(issued_at) if signer else None

    def good_stamps(self) -> frozenset[bytes]:
        """Give the time-stamp authorities that were not revoked."""
        signers = self.signers
        return frozenset(
            each
            for each in self.stamps
            if each not in signers or not signers[each].is_revoked
        )

    def standing(self, serial: str, number: str) -> str | None:
        """Give the reason a copy or its certificate was withdrawn for, if so."""
        return self.denied.get(serial) or self.denied.get(number)


def public_keys(folder: Path) -> dict[str, ec.EllipticCurvePublicKey]:
    """Read EC public keys, by their files' names.

    Raises:
        ValueError, OSError: a file that is no such key.
    """
    keys = {}
    for path in sorted(folder.glob("*.pem")):
        key = serialization.load_pem_public_key(path.read_bytes())
        if not isinstance(key, ec.EllipticCurvePublicKey):
            message = f"{path} is no EC key"
            raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong call
        keys[path.stem] = key
    return keys


def _with_lists(pinned: Trust, folder: Path) -> Trust:
    anchors = public_keys(folder / "anchors")
    if not anchors:
        return pinned
    try:
        lists = [
            SignedList.open(kind, (folder / f"{kind}.jws").read_text("ascii"), anchors)
            for kind in LIST_KINDS
        ]
    except ListRefused as refusal:
        message = f"{folder}: {refusal}"
        raise ValueError(message) from refusal
    return pinned.with_lists(*lists)


def _merged(pinned: Trust, signers: SignedList, denied: SignedList) -> Trust:
    found = signers.entries
    credentials = {
        bytes.fromhex(entry["kid"]): jwk_key(entry["key"])
        for entry in _of_use(found, "credential")
    }
    seals = {_der(entry): _term(entry) for entry in _of_use(found, "seal")}
    stamps = {_der(entry): _term(entry) for entry in _of_use(found, "stamp")}
    terms = {
        bytes.fromhex(entry["kid"]): _term(entry)
        for entry in _of_use(found, "credential")
    }
    withdrawn = {
        name: str(entry["reason"])
        for entry in denied.entries
        for name in (entry.get("number"), entry.get("serial"))
        if isinstance(name, str)
    }
    return Trust(
        seals=pinned.seals | frozenset(seals),
        roots=(*pinned.roots, *map(_der, _of_use(found, "root"))),
        credentials={**pinned.credentials, **credentials},
        denied={**pinned.denied, **withdrawn},
        signers={**terms, **stamps, **seals},
        ages=tuple(
            ListAge(each.kind, each.version, each.issued, each.next_update)
            for each in (signers, denied)
        ),
        stamps=pinned.stamps | frozenset(stamps),
    )


def _of_use(
    entries: Iterable[Mapping[str, Any]], use: str
) -> Iterable[Mapping[str, Any]]:
    return (entry for entry in entries if entry["use"] == use)


def _term(entry: Mapping[str, Any]) -> Signer:
    ends = entry.get("to")
    return Signer(
        begins=datetime.fromisoformat(entry["from"]),
        ends=datetime.fromisoformat(ends) if ends else None,
        is_revoked=entry["status"] == "revoked",
    )


def _der(entry: Mapping[str, Any]) -> bytes:
    return base64.b64decode(entry["certificate"], validate=True)


def _certificates(folder: Path) -> list[bytes]:
    return [
        certificate.public_bytes(serialization.Encoding.DER)
        for path in sorted(folder.glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    ]


def _denied(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {line.strip(): "revoked" for line in lines if line.strip()}
