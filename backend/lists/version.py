"""Versions of signed lists: verifiers take none that is not above all they saw."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.store.papers import Counter
from kiosk.documents.signed_list import SignedList

__all__ = ["is_newest", "next_version", "series_of"]


def series_of(kind: str) -> str:
    """Name the counter that a list's versions must be above, if there is one."""
    return f"list-{kind}"


def is_newest(session: Session, latest: SignedList) -> bool:
    """Whether a list is newer than all that were out before.

    It is not where the database was put back from a copy since; see
    `backend.certificates.high_water`.
    """
    return latest.version > _floor(session, latest.kind)


def next_version(session: Session, kind: str, latest: SignedList | None) -> int:
    """Give the version of a list that follows."""
    return max(latest.version if latest else 0, _floor(session, kind)) + 1


def _floor(session: Session, kind: str) -> int:
    floor = session.get(Counter, series_of(kind))
    return floor.last if floor is not None else 0
