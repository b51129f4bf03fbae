"""Counting certificates and copies, hall by hall, without naming anybody."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.clock import CITY_ZONE
from backend.store.fleet import AuditEntry
from backend.store.papers import Certificate, Copy, CopyEvent
from backend.store.trust import CertificateWithdrawal
from backend.store.words import CopyStanding

__all__ = ["hall_statistics", "verification_statistics"]

_RANK = {
    CopyStanding.PREPARED: -1,
    CopyStanding.RESERVED: 0,
    CopyStanding.UNKNOWN: 1,
    CopyStanding.OUT: 2,
    CopyStanding.TAKEN: 3,
    CopyStanding.FAILED: 4,
}


def hall_statistics(session: Session, since: date, until: date) -> list[dict[str, Any]]:
    """Count what each hall issued from a day to a day, both included.

    Each line: hall, issued, by kind, copies by standing (``void`` are those that
    provably never came out), revoked, superseded.
    """
    begin, end = _moments(since, until)
    wanted = (
        select(Certificate.terminal, Certificate.kind, Certificate.number)
        .where(Certificate.issued_at >= begin, Certificate.issued_at < end)
        .order_by(Certificate.terminal)
    )
    rows = session.execute(wanted).all()
    standings = _standings(session, begin, end)
    withdrawn = _withdrawn(session, begin, end)
    return [
        _line(hall, [row for row in rows if row.terminal == hall], standings, withdrawn)
        for hall in dict.fromkeys(row.terminal for row in rows)
    ]


def verification_statistics(
    session: Session, since: date, until: date
) -> dict[str, int]:
    """Count the public's verifications by what came out."""
    begin, end = _moments(since, until)
    wanted = (
        select(AuditEntry.result, func.count())
        .where(
            AuditEntry.event == "paper-verified",
            AuditEntry.noted_at >= begin,
            AuditEntry.noted_at < end,
        )
        .group_by(AuditEntry.result)
    )
    return {str(result): int(count) for result, count in session.execute(wanted)}


def _line(
    hall: str,
    rows: list[Any],
    standings: dict[str, list[CopyStanding]],
    withdrawn: dict[str, str],
) -> dict[str, Any]:
    kinds = Counter(str(row.kind) for row in rows)
    copies = Counter(each for row in rows for each in standings.get(row.number, []))
    how = Counter(withdrawn[row.number] for row in rows if row.number in withdrawn)
    return {
        "hall": hall,
        "issued": len(rows),
        "kinds": dict(sorted(kinds.items())),
        "prepared": copies[CopyStanding.PREPARED],
        "reserved": copies[CopyStanding.RESERVED],
        "printed": copies[CopyStanding.OUT] + copies[CopyStanding.TAKEN],
        "taken": copies[CopyStanding.TAKEN],
        "unknown": copies[CopyStanding.UNKNOWN],
        "void": copies[CopyStanding.FAILED],
        "revoked": how["revoked"],
        "superseded": how["superseded"],
    }


def _standings(
    session: Session, begin: datetime, end: datetime
) -> dict[str, list[CopyStanding]]:
    """Give the strongest standing of each copy, by certificate number."""
    wanted = (
        select(Copy.number, Copy.serial, CopyEvent.standing)
        .join(CopyEvent, CopyEvent.serial == Copy.serial)
        .join(Certificate, Certificate.number == Copy.number)
        .where(Certificate.issued_at >= begin, Certificate.issued_at < end)
    )
    strongest: dict[tuple[str, str], CopyStanding] = {}
    for number, serial, standing in session.execute(wanted):
        known = strongest.get((number, serial), standing)
        strongest[number, serial] = max(known, standing, key=_strength)
    found: dict[str, list[CopyStanding]] = {}
    for (number, _), standing in strongest.items():
        found.setdefault(number, []).append(standing)
    return found


def _strength(standing: CopyStanding) -> int:
    return _RANK.get(standing, 0)


def _withdrawn(session: Session, begin: datetime, end: datetime) -> dict[str, str]:
    wanted = (
        select(CertificateWithdrawal.number, CertificateWithdrawal.how)
        .join(Certificate, Certificate.number == CertificateWithdrawal.number)
        .where(Certificate.issued_at >= begin, Certificate.issued_at < end)
    )
    return {number: str(how) for number, how in session.execute(wanted)}


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Turn two days into the moments they begin and end at in the city."""
    begin = datetime.combine(since, time.min, CITY_ZONE)
    end = datetime.combine(until + timedelta(days=1), time.min, CITY_ZONE)
    return begin, end
