"""Verdicts on certificates: valid, invalid or cannot tell, each with its reasons.

A file is valid only if one signature covers all of it, nothing was added after,
the signer is a pinned seal (not merely somebody with a certificate of the same
authority), and the facts inside were sealed with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
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
from kiosk.domain.wire import to_wire

__all__ = ["Trust", "Verdict", "verify_credential", "verify_pdf", "verify_picture"]

_LARGEST_FILE = 20 * 1024 * 1024
_MOST_PIXELS = 64_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out.

    Attributes:
        verdict: ``valid``, ``invalid`` or ``cannot_tell``.
        reasons: Stable keys; empty when valid.
        certificate: What the document says of itself, when it could be read.
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
        """Load a trust directory; unreadable files in it are an error.

        Raises:
            ValueError, OSError: a file that is no certificate, key or list.
        """
        return cls(
            seals=frozenset(_certificates(directory / "seals")),
            roots=tuple(_certificates(directory / "roots")),
            credentials=_public_keys(directory / "credentials"),
            denied=_denied(directory / "denied.txt"),
        )


def verify_pdf(data: bytes, trust: Trust, at: datetime) -> Verdict:
    """Judge a sealed file; any bytes give a verdict, none an exception."""
    if len(data) > _LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    if not data.startswith(b"%PDF-"):
        return Verdict("cannot_tell", ("unreadable",))
    from kiosk.documents.sealed_file import judge  # noqa: PLC0415 - loads pyHanko

    try:
        reasons, facts = judge(data, trust.seals, trust.roots, at)
    except Exception:  # noqa: BLE001 - hostile files break parsers in every way
        return Verdict("cannot_tell", ("unreadable",))
    return _with_copy(reasons, facts, trust, at)


def verify_credential(text: str, trust: Trust, at: datetime) -> Verdict:
    """Judge the text of a QR code."""
    try:
        credential = Credential.read(text.strip(), trust.credentials)
    except CredentialUnreadable:
        return Verdict("cannot_tell", ("unreadable",))
    except NotAuthentic:
        return Verdict("invalid", ("not-authentic",))
    told: dict[str, object] = to_wire(credential)
    reasons = _standing(credential.serial, credential.number, trust)
    reasons += _age(credential.issued_at, credential.valid_until.isoformat(), at)
    return Verdict("invalid" if reasons else "valid", tuple(reasons), told)


def verify_picture(image: bytes, trust: Trust, at: datetime) -> Verdict:
    """Find the QR code in a picture and judge it."""
    text = _qr_text(image)
    if text is None:
        return Verdict("cannot_tell", ("no-code-found",))
    return verify_credential(text, trust, at)


def _with_copy(
    reasons: list[str], facts: bytes | None, trust: Trust, at: datetime
) -> Verdict:
    """Add what the copy's own words say: its days and whether it was withdrawn."""
    told = _copy_of(facts)
    if told is None:
        return Verdict("invalid", (*reasons, "no-facts"))
    if not reasons:
        reasons += _standing(str(told["serial"]), str(told["number"]), trust)
        issued = datetime.fromisoformat(str(told["issued_at"]))
        reasons += _age(issued, str(told["valid_until"]), at)
    return Verdict("invalid" if reasons else "valid", tuple(reasons), told)


def _copy_of(facts: bytes | None) -> dict[str, object] | None:
    try:
        copy: Any = json.loads(facts or b"")["copy"]
        datetime.fromisoformat(copy["issued_at"])
        return {str(name): value for name, value in copy.items()} | {
            "serial": str(copy["serial"]),
            "number": str(copy["number"]),
            "valid_until": str(copy["valid_until"]),
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _standing(serial: str, number: str, trust: Trust) -> list[str]:
    return ["revoked"] if {serial, number} & trust.denied else []


def _age(issued_at: datetime, valid_until: str, at: datetime) -> list[str]:
    if issued_at > at:
        return ["not-yet-valid"]
    return ["expired"] if at.astimezone(UTC).date().isoformat() > valid_until else []


def _qr_text(image: bytes) -> str | None:
    import zxingcpp  # noqa: PLC0415 - pictures are rare, the library is large
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(BytesIO(image)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            found = zxingcpp.read_barcodes(
                picture.convert("L"),
                formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
            )
    except Exception:  # noqa: BLE001 - hostile pictures break decoders in every way
        return None
    texts = [code.text for code in found]
    ours = [text for text in texts if text.startswith("CD1:")]
    return next(iter([*ours, *texts]), None)


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
