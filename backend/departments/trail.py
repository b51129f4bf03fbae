"""The trail of departments' look-ups: each line carries the hash of the one before.

The database refuses to change or delete a line; the chain shows it where somebody
did so around the database.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.certificates.number import next_of
from backend.store.departments import DepartmentLookUp

__all__ = ["Asked", "append", "first_wrong"]

_SERIES = "department-look-up"
_BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What a department asked, and for what.

    Attributes:
        number: The certificate's number as it was typed.
        code: The paper's verification code, if the department has the paper.
    """

    department: str
    purpose: str
    reference: str
    number: str
    code: str = ""


def append(session: Session, asked: Asked, result: str, now: datetime) -> None:
    """Add a line in the caller's transaction; lines are numbered without gaps."""
    entry_id = next_of(session, _SERIES)
    before = session.get(DepartmentLookUp, entry_id - 1)
    line = DepartmentLookUp(
        entry_id=entry_id,
        noted_at=now,
        department=asked.department,
        purpose=asked.purpose,
        reference=asked.reference,
        number=asked.number,
        result=result,
        previous=before.chained if before else _BEGINNING,
        chained="",
    )
    line.chained = _hash(line)
    session.add(line)
    session.flush()


def first_wrong(session: Session) -> int | None:
    """Walk the chain; gives the number of the first line that does not fit."""
    previous, expected = _BEGINNING, 1
    lines = session.scalars(
        select(DepartmentLookUp).order_by(DepartmentLookUp.entry_id)
    )
    for line in lines:
        fits = line.entry_id == expected and line.previous == previous
        if not fits or line.chained != _hash(line):
            return expected
        previous, expected = line.chained, expected + 1
    return None


def _hash(line: DepartmentLookUp) -> str:
    told = [
        line.entry_id,
        line.noted_at.astimezone(UTC).isoformat(),
        line.department,
        line.purpose,
        line.reference,
        line.number,
        line.result,
        line.previous,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
