"""The legal retirement age, rising month by month from 2025.

Source: 全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13) with
the State Council's method, art. 1: men from 60 to 63 and women from 55 to 58 by a
month for every four months of birth, women from 50 to 55 by one for every two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.card import Sex
from kiosk.domain.months import Month

__all__ = ["Post", "age_on", "retirement_month"]

_MONTHS_A_YEAR = 12


class Post(StrEnum):
    """Which of the two paths a woman's retirement follows; men have one."""

    OFFICE = "office"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class _Path:
    age: int
    first_birth: Month
    months_a_step: int
    most: int


_MALE = _Path(60, Month(1965, 1), 4, 36)
_FEMALE = {
    Post.OFFICE: _Path(55, Month(1970, 1), 4, 36),
    Post.WORKER: _Path(50, Month(1975, 1), 2, 60),
}


def retirement_month(birth: date, sex: Sex, post: Post = Post.OFFICE) -> Month:
    """Give the month in which somebody reaches the legal retirement age."""
    path = _MALE if sex is Sex.MALE else _FEMALE[post]
    # Births before 1949 are no months of contribution: counted as plain numbers.
    born = birth.year * _MONTHS_A_YEAR + birth.month - 1
    late = born - path.first_birth.index
    delay = 0 if late < 0 else min(late // path.months_a_step + 1, path.most)
    year, month = divmod(born + path.age * _MONTHS_A_YEAR + delay, _MONTHS_A_YEAR)
    return Month(year, month + 1)


def age_on(birth: date, day: date) -> int:
    """Give whole years of age on a day (周岁)."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
