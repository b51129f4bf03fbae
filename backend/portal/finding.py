"""What the centre says of a certificate that somebody holds in the hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.code import is_well_formed, normalise
from backend.certificates.standing import copy_reason, withdrawal_of
from backend.clock import CITY_ZONE
from backend.store.papers import Certificate, Copy
from kiosk.documents.checking import judge_bytes
from kiosk.documents.trust import Trust
from kiosk.documents.verification import Verdict
from kiosk.domain.identifier import mask_name

__all__ = ["find_copy", "judge_upload", "masked_facts"]

_CANNOT_TELL = frozenset({"mistyped", "not-yet-printed"})
_SHOWN_FIRST, _SHOWN_LAST = 6, 4


def find_copy(session: Session, number: str, code: str, today: date) -> Verdict:
    """Judge a certificate by its number and code, both as people type them.

    Both must belong together, so that a code cannot be tried against numbers.
    """
    code = normalise(code)
    if not is_well_formed(code):
        return Verdict("cannot_tell", ("mistyped",))
    wanted = (
        select(Copy, Certificate)
        .join(Certificate)
        .where(Copy.verification_code == code, Certificate.number == number.strip())
    )
    row = session.execute(wanted).one_or_none()
    if row is None:
        return Verdict("invalid", ("number-unknown",))
    return _judged(session, row[0], row[1], today)


def judge_upload(session: Session, data: bytes, trust: Trust, at: datetime) -> Verdict:
    """Judge a file or photo by its seal or code, and by what the centre knows."""
    verdict = judge_bytes(data, trust, at)
    if verdict.certificate is None:
        return verdict
    copy = session.get(Copy, str(verdict.certificate["serial"]))
    certificate = session.get(Certificate, copy.number) if copy else None
    if copy is None or certificate is None or not _is_of(verdict, certificate):
        reasons = (*verdict.reasons, "number-unknown")
        return Verdict("invalid", reasons, verdict.certificate)
    known = _judged(session, copy, certificate, at.astimezone(CITY_ZONE).date())
    reasons = tuple(dict.fromkeys((*verdict.reasons, *known.reasons)))
    worse = verdict if verdict.verdict == "invalid" else known
    return replace(worse, reasons=reasons, certificate=known.certificate)


def _is_of(verdict: Verdict, certificate: Certificate) -> bool:
    """Whether a paper is the one on record under its serial.

    Where the database was put back from a copy, what was issued since is unknown,
    and its number may stand for somebody else's paper by now.
    """
    told = str((verdict.certificate or {}).get("issued_at"))
    # The credential on paper tells whole seconds.
    issued_at = int(datetime.fromisoformat(told).timestamp())
    return issued_at == int(certificate.issued_at.timestamp())


def _judged(
    session: Session, copy: Copy, certificate: Certificate, today: date
) -> Verdict:
    reason = copy_reason(session, copy, certificate, today)
    told = masked_facts(certificate) | {"serial": copy.serial}
    if reason == "superseded":
        withdrawal = withdrawal_of(session, certificate.number)
        told["successor"] = withdrawal.successor if withdrawal else None
    if reason is None:
        return Verdict("valid", (), told)
    verdict = "cannot_tell" if reason in _CANNOT_TELL else "invalid"
    return Verdict(verdict, (reason,), told)


def masked_facts(certificate: Certificate) -> dict[str, Any]:
    """Give what may be compared with the paper; the person stays masked.

    Kinds state different things; only what is known to be harmless is taken.
    """
    told: dict[str, Any] = {
        "number": certificate.number,
        "kind": str(certificate.kind),
        "issued_at": certificate.issued_at.astimezone(CITY_ZONE).isoformat(),
        "valid_until": certificate.valid_until.isoformat(),
    }
    stated = json.loads(certificate.facts)
    if isinstance(stated.get("name"), str):
        told["name"] = mask_name(stated["name"])
    number = stated.get("citizen_number")
    if isinstance(number, str):
        hidden = "*" * max(0, len(number) - _SHOWN_FIRST - _SHOWN_LAST)
        told["citizen_number"] = f"{number[:6]}{hidden}{number[-4:]}"
    lines = stated.get("enrolments")
    if isinstance(lines, list):
        told["months"] = {line["kind"]: line["months_paid"] for line in lines}
    return told
