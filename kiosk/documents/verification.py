"""Verdicts on certificates: valid, invalid or cannot tell, each with its reasons.

A file is valid only if one signature covers all of it, nothing was added after,
the signer is a pinned seal (not merely somebody with a certificate of the same
authority), and the facts inside were sealed with it. What nobody we know has
signed is never repeated as a fact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.documents.credential import (
    Credential,
    CredentialUnreadable,
    NotAuthentic,
)
from kiosk.documents.sealed_file import judge
from kiosk.domain.scanned import CREDENTIAL_PREFIX

__all__ = [
    "LARGEST_FILE",
    "Trust",
    "Verdict",
    "verify_credential",
    "verify_pdf",
    "verify_picture",
]

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes that are looked at at most; our own files have a hundredth of it."""

_COPY = (
    "kind",
    "number",
    "serial",
    "verification_code",
    "issuer",
    "issued_at",
    "valid_until",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out.

    Attributes:
        verdict: ``valid``, ``invalid`` or ``cannot_tell``.
        reasons: Stable keys; empty when valid.
        certificate: What a seal or key we know says of the copy, as plain JSON
            values; none where there is no such signature.
    """

    verdict: str
    reasons: tuple[str, ...] = ()
    certificate: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe: pinned seals with their roots, QR keys, and a deny list."""

    seals: frozenset[bytes]
    roots: tuple[bytes, ...]
    credentials: Mapping[bytes, ec.EllipticCurvePublicKey]
    denied: frozenset[str] = frozenset()

    @classmethod
    def load(cls, directory: Path) -> Trust:
        """Load a trust directory; unreadable or missing files in it are an error.

        Raises:
            ValueError, OSError: a file that is no certificate, key or list, or
                nobody to believe: then no verdict would mean anything.
        """
        trust = cls(
            seals=frozenset(_certificates(directory / "seals")),
            roots=tuple(_certificates(directory / "roots")),
            credentials=_public_keys(directory / "credentials"),
            denied=_denied(directory / "denied.txt"),
        )
        if not (trust.seals and trust.roots and trust.credentials):
            message = f"{directory} lacks seals, roots or credentials"
            raise ValueError(message)
        return trust


def verify_pdf(data: bytes, trust: Trust, at: datetime) -> Verdict:
    """Judge a sealed file; any bytes give a verdict, none an exception."""
    if len(data) > LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    if not data.startswith(b"%PDF-"):
        return Verdict("cannot_tell", ("unreadable",))
    try:
        reasons, facts = judge(data, trust.seals, trust.roots, at)
    except Exception:  # noqa: BLE001 - forgers choose the certificates inside, too
        return Verdict("invalid", ("not-authentic",))
    if reasons:
        verdict = "cannot_tell" if reasons == ["unreadable"] else "invalid"
        return Verdict(verdict, tuple(reasons))
    return _of_copy(facts, trust, at)


def verify_credential(text: str, trust: Trust, at: datetime) -> Verdict:
    """Judge the text of a QR code."""
    try:
        credential = Credential.read(text.strip(), trust.credentials)
    except CredentialUnreadable:
        return Verdict("cannot_tell", ("unreadable",))
    except NotAuthentic:
        return Verdict("invalid", ("not-authentic",))
    told: dict[str, object] = {
        "kind": credential.kind.value,
        "number": credential.number,
        "serial": credential.serial,
        "name": credential.name,
        "id_end": credential.id_end,
        "issued_at": credential.issued_at.isoformat(),
        "valid_until": credential.valid_until.isoformat(),
        "months": dict(credential.months),
    }
    reasons = _standing(credential.serial, credential.number, trust)
    reasons += _age(credential.issued_at, credential.valid_until.isoformat(), at)
    return Verdict("invalid" if reasons else "valid", tuple(reasons), told)


def verify_picture(image: bytes, trust: Trust, at: datetime) -> Verdict:
    """Find the QR code in a picture and judge it; pictures as `read_code` bounds."""
    if len(image) > LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    from kiosk.documents.qr_picture import read_code  # noqa: PLC0415 - loads Pillow

    text = read_code(image, CREDENTIAL_PREFIX)
    if text is None:
        return Verdict("cannot_tell", ("no-code-found",))
    return verify_credential(text, trust, at)


def _of_copy(facts: bytes | None, trust: Trust, at: datetime) -> Verdict:
    """Judge what an authentic copy says: its days and whether it was withdrawn."""
    told = _copy_of(facts)
    if told is None:
        return Verdict("invalid", ("no-facts",))
    reasons = _standing(told["serial"], told["number"], trust)
    reasons += _age(datetime.fromisoformat(told["issued_at"]), told["valid_until"], at)
    plain: dict[str, object] = dict(told)
    return Verdict("invalid" if reasons else "valid", tuple(reasons), plain)


def _copy_of(facts: bytes | None) -> dict[str, str] | None:
    try:
        copy: Any = json.loads(facts or b"")["copy"]
        told = {name: str(copy[name]) for name in _COPY}
        date.fromisoformat(told["valid_until"])
        has_zone = datetime.fromisoformat(told["issued_at"]).tzinfo is not None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return told if has_zone else None


def _standing(serial: str, number: str, trust: Trust) -> list[str]:
    return ["revoked"] if {serial, number} & trust.denied else []


def _age(issued_at: datetime, valid_until: str, at: datetime) -> list[str]:
    if issued_at > at:
        return ["not-yet-valid"]
    return ["expired"] if at.astimezone(UTC).date().isoformat() > valid_until else []


def _certificates(folder: Path) -> list[bytes]:
    return [
        certificate.public_bytes(serialization.Encoding.DER)
        for path in sorted(folder.glob("*.pem"))
        for certificate in x509.load_pem_x509_certificates(path.read_bytes())
    ]


def _public_keys(folder: Path) -> dict[bytes, ec.EllipticCurvePublicKey]:
    keys = {}
    for path in sorted(folder.glob("*.pem")):
        key = serialization.load_pem_public_key(path.read_bytes())
        if not isinstance(key, ec.EllipticCurvePublicKey):
            message = f"{path} is no EC key"
            raise ValueError(message)  # noqa: TRY004 - a wrong file, not a wrong call
        keys[bytes.fromhex(path.stem)] = key
    return keys


def _denied(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip())
