"""Verdicts on certificates: valid, invalid or cannot tell, each with its reasons.

A file is valid only if one signature covers all of it, nothing was added after,
the signer is a pinned seal (not merely somebody with a certificate of the same
authority), and the facts inside were sealed with it. What nobody we know has
signed is never repeated as a fact. Nothing is valid by a list that is too old.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.documents.credential import (
    Credential,
    CredentialUnreadable,
    NotAuthentic,
    UnknownSigner,
)
from kiosk.documents.sealed_file import Believed, judge
from kiosk.documents.trust import Trust
from kiosk.domain.scanned import CREDENTIAL_PREFIX

__all__ = [
    "LARGEST_FILE",
    "CodeReader",
    "Trust",
    "Verdict",
    "verify_credential",
    "verify_pdf",
    "verify_picture",
]

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes that are looked at at most; our own files have a hundredth of it."""

CodeReader = Callable[[bytes, str], str | None]
"""Gives the text of a QR code in a picture, that with the prefix first; or none."""

_CLOCK_SLACK = timedelta(seconds=300)
"""How far our clock may be behind the centre's: a terminal works so long, see
`kiosk.domain.gate`, and looks at a page a second after it was dated."""

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


def verify_pdf(data: bytes, trust: Trust, at: datetime) -> Verdict:
    """Judge a sealed file; any bytes give a verdict, none an exception."""
    if len(data) > LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    if not data.startswith(b"%PDF-"):
        return Verdict("cannot_tell", ("unreadable",))
    try:
        reasons, facts = judge(data, _believed(trust), at)
    except Exception:  # noqa: BLE001 - forgers choose the certificates inside, too
        return Verdict("invalid", ("not-authentic",))
    if reasons == ["unreadable"]:
        return Verdict("cannot_tell", ("unreadable",))
    if reasons:
        return _unknown(trust, at, tuple(reasons))
    return _of_copy(data, facts, trust, at)


def verify_credential(text: str, trust: Trust, at: datetime) -> Verdict:
    """Judge the text of a QR code."""
    try:
        credential = Credential.read(text.strip(), trust.credentials)
    except CredentialUnreadable:
        return Verdict("cannot_tell", ("unreadable",))
    except UnknownSigner:
        return _unknown(trust, at, ("other-signer",))
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
    signer = trust.signer_trouble(credential.key_id, credential.issued_at)
    reasons = [signer] if signer else []
    reasons += _standing(credential.serial, credential.number, trust)
    reasons += _age(credential.issued_at, credential.valid_until.isoformat(), at)
    return _concluded(reasons, told, trust, at)


def verify_picture(
    image: bytes, trust: Trust, at: datetime, read: CodeReader | None = None
) -> Verdict:
    """Find the QR code in a picture and judge it.

    Without a reader the picture is unpacked here, as `read_code` bounds it; for
    pictures from strangers give `kiosk.documents.confined.read_code_confined`.
    """
    if len(image) > LARGEST_FILE:
        return Verdict("cannot_tell", ("too-large",))
    if read is None:
        from kiosk.documents.qr_picture import read_code  # noqa: PLC0415 - Pillow

        read = read_code
    text = read(image, CREDENTIAL_PREFIX)
    if text is None:
        return Verdict("cannot_tell", ("no-code-found",))
    return verify_credential(text, trust, at)


def _of_copy(data: bytes, facts: bytes | None, trust: Trust, at: datetime) -> Verdict:
    """Judge what an authentic copy says: its days and whether it was withdrawn."""
    told = _copy_of(facts)
    if told is None:
        return Verdict("invalid", ("no-facts",))
    issued_at = datetime.fromisoformat(told["issued_at"])
    reasons = _seal_trouble(data, issued_at, trust, at)
    reasons += _standing(told["serial"], told["number"], trust)
    reasons += _age(issued_at, told["valid_until"], at)
    return _concluded(reasons, dict(told), trust, at)


def _believed(trust: Trust) -> Believed:
    return Believed(trust.seals, trust.roots, trust.good_stamps())


def _seal_trouble(
    data: bytes, issued_at: datetime, trust: Trust, at: datetime
) -> list[str]:
    """Judge again without the seals that may not have been used at that time."""
    troubles = {seal: trust.signer_trouble(seal, issued_at) for seal in trust.seals}
    good = frozenset(seal for seal, trouble in troubles.items() if trouble is None)
    believed = _believed(trust)
    if good == trust.seals or not judge(data, replace(believed, seals=good), at)[0]:
        return []
    revoked = frozenset(s for s, t in troubles.items() if t == "signer-revoked")
    by_revoked = replace(believed, seals=revoked)
    is_revoked = bool(revoked) and not judge(data, by_revoked, at)[0]
    return ["signer-revoked" if is_revoked else "signer-not-in-charge"]


def _unknown(trust: Trust, at: datetime, reasons: tuple[str, ...]) -> Verdict:
    """Tell of a stranger; with an old list it may be one of ours we do not know."""
    if reasons == ("other-signer",) and trust.troubles(at):
        return Verdict("cannot_tell", trust.troubles(at))
    return Verdict("invalid", reasons)


def _concluded(
    reasons: list[str], told: dict[str, object], trust: Trust, at: datetime
) -> Verdict:
    if reasons:
        return Verdict("invalid", tuple(reasons), told)
    troubles = trust.troubles(at)
    return Verdict("cannot_tell" if troubles else "valid", troubles, told)


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
    withdrawn = trust.standing(serial, number)
    return [withdrawn] if withdrawn else []


def _age(issued_at: datetime, valid_until: str, at: datetime) -> list[str]:
    if issued_at > at + _CLOCK_SLACK:
        return ["not-yet-valid"]
    return ["expired"] if at.astimezone(UTC).date().isoformat() > valid_until else []
