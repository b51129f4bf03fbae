"""Certificate numbers: one series a year, without gaps."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.store.papers import Counter

__all__ = ["next_number"]


def next_number(session: Session, year: int) -> str:
    """Give the next number of a year, e.g. ``2026-000001``.

    The counter moves in the caller's transaction: a number that is rolled back
    is given out again, and two callers never get the same.
    """
    series = f"certificate-{year}"
    wanted = select(Counter).where(Counter.series == series).with_for_update()
    counter = session.scalar(wanted)
    if counter is None:
        counter = Counter(series=series, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{year}-{counter.last:06d}"
