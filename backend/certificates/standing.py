"""The life of a certificate and its copies at the centre, and what it means."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.trust import CertificateWithdrawal
from backend.store.words import CopyStanding, Withdrawal
from kiosk.domain.fault import CentreRefused, InvalidValue, NoRecord

__all__ = [
    "certificate_life",
    "copy_reason",
    "copy_standing",
    "withdraw",
    "withdrawal_of",
]

_LONGEST_REASON = 200
_LONGEST_STAFF = 64
_RANK = (
    CopyStanding.FAILED,
    CopyStanding.TAKEN,
    CopyStanding.OUT,
    CopyStanding.UNKNOWN,
    CopyStanding.RESERVED,
    CopyStanding.PREPARED,
)
"""What counts where several things were learnt of one copy, the strongest first."""


def withdraw(  # noqa: PLR0913 - the line's own columns
    session: Session,
    number: str,
    *,
    reason: str,
    staff: str,
    now: datetime,
    successor: str | None = None,
) -> None:
    """Revoke a certificate, or declare another one to hold in its place.

    Raises:
        NoRecord: no such certificate, or no such successor.
        CentreRefused: it was withdrawn before, the successor is withdrawn or not
            the same person's of the same kind.
        InvalidValue: no reason or no name of staff, or too long ones.
    """
    _check(reason, staff)
    certificate = session.get(Certificate, number, with_for_update=True)
    if certificate is None:
        raise NoRecord(reason="no-such-certificate")
    if session.get(CertificateWithdrawal, number) is not None:
        raise CentreRefused(reason="withdrawn-already")
    if successor is not None:
        _check_successor(session, certificate, successor)
    session.add(
        CertificateWithdrawal(
            number=number,
            how=Withdrawal.SUPERSEDED if successor else Withdrawal.REVOKED,
            successor=successor,
            reason=reason.strip(),
            staff=staff.strip(),
            noted_at=now,
        )
    )


def withdrawal_of(session: Session, number: str) -> CertificateWithdrawal | None:
    """Give how a certificate was withdrawn, if it was."""
    return session.get(CertificateWithdrawal, number)


def copy_standing(session: Session, serial: str) -> CopyStanding:
    """Tell what is known of a copy's paper.

    Raises:
        NoRecord: no such copy.
    """
    known = set(
        session.scalars(select(CopyEvent.standing).where(CopyEvent.serial == serial))
    )
    if not known:
        raise NoRecord(reason="no-such-copy")
    found = (standing for standing in _RANK if standing in known)
    return next(found, CopyStanding.RESERVED)


def copy_reason(
    session: Session, copy: Copy, certificate: Certificate, today: date
) -> str | None:
    """Say why a copy is not good today, or none if it is.

    ``not-yet-printed`` means that the terminal has not told what came of the
    printing: whether the paper is real cannot be said before.
    """
    withdrawn = withdrawal_of(session, certificate.number)
    if withdrawn is not None:
        return str(withdrawn.how)
    standing = copy_standing(session, copy.serial)
    if standing is CopyStanding.FAILED:
        return "never-printed"
    if today > certificate.valid_until:
        return "expired"
    is_open = standing in (CopyStanding.RESERVED, CopyStanding.PREPARED)
    return "not-yet-printed" if is_open else None


def _check(reason: str, staff: str) -> None:
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise InvalidValue(field="reason", reason="length")
    if not 0 < len(staff.strip()) <= _LONGEST_STAFF:
        raise InvalidValue(field="staff", reason="length")


def _check_successor(session: Session, old: Certificate, number: str) -> None:
    successor = session.get(Certificate, number)
    if successor is None:
        raise NoRecord(reason="no-such-successor")
    same = (old.kind, old.personal_number)
    if number == old.number or (successor.kind, successor.personal_number) != same:
        raise CentreRefused(reason="successor-of-another")
    if session.get(CertificateWithdrawal, number) is not None:
        raise CentreRefused(reason="successor-withdrawn")


def certificate_life(session: Session, number: str) -> dict[str, Any]:
    """Tell a certificate's state and that of its copies, naming no holder.

    Raises:
        NoRecord: no such certificate.
    """
    certificate = session.get(Certificate, number)
    if certificate is None:
        raise NoRecord(reason="no-such-certificate")
    withdrawal = withdrawal_of(session, number)
    copies = session.scalars(select(Copy.serial).where(Copy.number == number))
    return {
        "number": number,
        "kind": str(certificate.kind),
        "hall": certificate.terminal,
        "issued_at": certificate.issued_at.isoformat(),
        "valid_until": certificate.valid_until.isoformat(),
        "withdrawn": str(withdrawal.how) if withdrawal else None,
        "successor": withdrawal.successor if withdrawal else None,
        "reason": withdrawal.reason if withdrawal else None,
        "staff": withdrawal.staff if withdrawal else None,
        "copies": {serial: str(copy_standing(session, serial)) for serial in copies},
    }
