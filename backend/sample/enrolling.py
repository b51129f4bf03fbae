"""The changes of enrolment that an invented life leaves, as plain rows."""

from __future__ import annotations

from collections.abc import Iterator

from backend.sample.booking import RESIDENT_KINDS
from backend.sample.career import Spell
from backend.sample.life import Life
from backend.sample.rate import EMPLOYEE_KINDS
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["CHANGE_COLUMNS", "Changed", "change_rows"]

Changed = tuple[int, str, int, int, str, int | None]
"""One row: the values of `CHANGE_COLUMNS`, months as YYYYMM, words as text."""

CHANGE_COLUMNS = (
    "personal_number",
    "kind",
    "change",
    "month",
    "status",
    "employer_number",
)

_Step = tuple[int, str, int]
_PAYING, _PAUSED = EnrolmentStatus.PAYING.value, EnrolmentStatus.PAUSED.value
_IN_RETIREMENT = {
    kind.value: EnrolmentStatus.ENROLLED_WITHOUT_PAYING.value
    if kind in (InsuranceKind.MEDICAL, InsuranceKind.MAJOR_ILLNESS)
    else EnrolmentStatus.ENDED.value
    for kind in EMPLOYEE_KINDS
}


def change_rows(life: Life, number: int, now: Month) -> list[Changed]:
    """Give all changes of a life, each kind's counted from one."""
    rows = list(_resident_rows(life, number))
    history = [
        step
        for place, spell in enumerate(life.spells)
        for step in _steps(life, place, spell, now)
    ]
    for kind, in_retirement in _IN_RETIREMENT.items():
        rows += [
            (number, kind, change, month, status or in_retirement, employer)
            for change, (month, status, employer) in enumerate(history, 1)
        ]
    return rows


def _steps(life: Life, place: int, spell: Spell, now: Month) -> Iterator[_Step]:
    """Give month, status and employer; no status where the kind decides it."""
    if spell.employer_number is None:
        return
    yield _digits(spell.first), _PAYING, spell.employer_number
    after = spell.last.plus(1)
    is_last = place == len(life.spells) - 1
    if is_last and life.pension_from is not None:
        yield _digits(after), "", spell.employer_number
    elif after <= now and (is_last or life.spells[place + 1].first > after):
        yield _digits(after), _PAUSED, spell.employer_number


def _resident_rows(life: Life, number: int) -> Iterator[Changed]:
    if life.resident_since is None:
        return
    joined = life.resident_since * 100 + 1
    for kind in RESIDENT_KINDS:
        yield number, kind.value, 1, joined, _PAYING, None


def _digits(month: Month) -> int:
    return month.year * 100 + month.month
