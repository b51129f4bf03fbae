"""One look-up of a department: checked against its rights, noted, then answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.code import normalise
from backend.certificates.standing import copy_reason, copy_standing
from backend.departments.register import Visitor
from backend.departments.trail import Asked, append
from backend.portal.finding import masked_facts
from backend.store.database import Database
from backend.store.papers import Certificate, Copy
from backend.store.words import CopyStanding, LookUpLevel
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = ["look_up", "question_of"]

_LONGEST = 64
_LONGEST_NUMBER = 32
_STANDING_FACTS = ("number", "kind", "issued_at", "valid_until")
_CANNOT_TELL = "not-yet-printed"


def question_of(visitor: Visitor, told: Mapping[str, object]) -> Asked:
    """Read a question.

    Raises:
        InvalidValue: a part is missing, too long, or holds what cannot be printed.
    """
    parts = {
        name: _text(told, name, most)
        for name, most in (
            ("purpose", _LONGEST),
            ("reference", _LONGEST),
            ("number", _LONGEST_NUMBER),
        )
    }
    code = told.get("code") or ""
    if not isinstance(code, str) or len(code) > _LONGEST:
        raise InvalidValue(field="code", reason="length")
    return Asked(visitor.name, **parts, code=normalise(code))


def look_up(
    database: Database, visitor: Visitor, asked: Asked, now: datetime
) -> dict[str, Any]:
    """Answer as far as the department's right for that kind goes.

    The line in the trail is committed before anything is told, refusals too.

    Raises:
        CentreRefused: ``purpose-not-agreed`` or ``code-needed``.
        NoRecord: ``number-unknown``; also where there is no right to that kind.
    """
    with database.writing() as session:
        refusal, answer = None, {}
        result = "refused"
        try:
            answer = _answered(session, visitor, asked, now)
            result = str(answer["verdict"])
        except (CentreRefused, NoRecord) as fault:
            refusal, result = fault, str(fault.facts["reason"])
        append(session, _kept(asked), result, now)
    if refusal is None:
        return answer
    if result == "no-right":
        raise NoRecord(reason="number-unknown")
    raise refusal


def _answered(
    session: Session, visitor: Visitor, asked: Asked, now: datetime
) -> dict[str, Any]:
    if asked.purpose not in visitor.purposes:
        raise CentreRefused(reason="purpose-not-agreed")
    certificate = session.get(Certificate, asked.number)
    if certificate is None:
        raise NoRecord(reason="number-unknown")
    level = visitor.rights.get(certificate.kind)
    if level is None:
        raise NoRecord(reason="no-right")
    copy = _copy(session, certificate, asked.code)
    if level is LookUpLevel.CONTENT and not asked.code:
        # Nobody's whole record without the paper in the hand.
        raise CentreRefused(reason="code-needed")
    reason = copy_reason(session, copy, certificate, now.date())
    return _told(certificate, copy, level, reason)


def _copy(session: Session, certificate: Certificate, code: str) -> Copy:
    """Find the copy the code belongs to; without one, the copy in the best state."""
    wanted = select(Copy).where(Copy.number == certificate.number)
    copies = session.scalars(wanted.order_by(Copy.serial)).all()
    if code:
        copies = [each for each in copies if each.verification_code == code]
    if not copies:
        raise NoRecord(reason="number-unknown")
    good = (
        each
        for each in copies
        if copy_standing(session, each.serial) is not CopyStanding.FAILED
    )
    return next(good, copies[0])


def _told(
    certificate: Certificate, copy: Copy, level: LookUpLevel, reason: str | None
) -> dict[str, Any]:
    facts = masked_facts(certificate)
    if level is LookUpLevel.STANDING:
        facts = {name: facts[name] for name in _STANDING_FACTS}
    if level is LookUpLevel.CONTENT:
        facts |= {"serial": copy.serial, "content": json.loads(certificate.facts)}
    verdict = "valid" if reason is None else "invalid"
    return {
        "verdict": "cannot_tell" if reason == _CANNOT_TELL else verdict,
        "reasons": [reason] if reason else [],
        "level": str(level),
        "certificate": facts,
    }


def _kept(asked: Asked) -> Asked:
    """Leave the code out of the trail: with it anybody could ask in public."""
    return replace(asked, code="")


def _text(told: Mapping[str, object], name: str, most: int) -> str:
    value = told.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= most or not text.isprintable():
        raise InvalidValue(field=name, reason="length")
    return text
