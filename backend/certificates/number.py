"""Certificate numbers: one series a year, without gaps."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.store.papers import Counter
from backend.store.tables import METADATA

__all__ = ["next_number", "next_of"]

_COUNTER = METADATA.tables[Counter.__tablename__]
# Put together once: that takes longer than to run them.
_LOCKED = (
    select(_COUNTER.c.last)
    .where(_COUNTER.c.series == bindparam("of_series"))
    .with_for_update()
)
_MOVED = update(_COUNTER).where(_COUNTER.c.series == bindparam("of_series"))


def next_number(session: Session, year: int) -> str:
    """Give the next number of a year, e.g. ``2026-000001``.

    The counter moves in the caller's transaction: a number that is rolled back
    is given out again, and two callers never get the same.
    """
    return f"{year}-{next_of(session, f'certificate-{year}'):06d}"


def next_of(session: Session, series: str) -> int:
    """Move a series on by one; whoever comes second waits for the first."""
    last = _locked(session, series)
    if last is None:
        last = _begun(session, series)
    session.execute(_MOVED, {"of_series": series, "last": last + 1})
    return last + 1


def _locked(session: Session, series: str) -> int | None:
    return session.scalar(_LOCKED, {"of_series": series})


def _begun(session: Session, series: str) -> int:
    """Begin a series, or wait for whoever begins it at the same moment."""
    # PostgreSQL lets two try; then the other one has won.
    with suppress(IntegrityError), session.begin_nested():
        session.add(Counter(series=series, last=0))
    return int(session.execute(_LOCKED, {"of_series": series}).scalar_one())
