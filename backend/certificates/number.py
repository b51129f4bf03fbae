"""Certificate numbers: one series a year, without gaps."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.store.papers import Counter

__all__ = ["next_number", "next_of"]


def next_number(session: Session, year: int) -> str:
    """Give the next number of a year, e.g. ``2026-000001``.

    The counter moves in the caller's transaction: a number that is rolled back
    is given out again, and two callers never get the same.
    """
    return f"{year}-{next_of(session, f'certificate-{year}'):06d}"


def next_of(session: Session, series: str) -> int:
    """Move a series on by one; whoever comes second waits for the first."""
    counter = _locked(session, series) or _begun(session, series)
    counter.last += 1
    session.flush()
    return counter.last


def _locked(session: Session, series: str) -> Counter | None:
    wanted = select(Counter).where(Counter.series == series).with_for_update()
    return session.scalar(wanted)


def _begun(session: Session, series: str) -> Counter:
    """Begin a series, or wait for whoever begins it at the same moment."""
    # PostgreSQL lets two try; then the other one has won.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Counter(series=series, last=0))
    return session.scalars(
        select(Counter).where(Counter.series == series).with_for_update()
    ).one()
