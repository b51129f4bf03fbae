"""Months below one another, with a mark for each kind of insurance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reportlab.lib.units import mm

from kiosk.documents.flow import Block
from kiosk.documents.font import FontBook
from kiosk.documents.prose import Prose
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import month_text
from kiosk.domain.contribution import ContributionMonth, InsuranceKind
from kiosk.domain.money import format_yuan
from kiosk.domain.months import Month

__all__ = ["MARKS", "month_grid"]

MARKS = "● 已到账  △ 应缴未到账  – 无记录；工伤、生育保险个人不缴费。"
"""What the marks mean."""

_MOST_MONTHS = 12

# Each column takes any of its kinds; the first one that a month has leads.
_KINDS = (
    (
        (
            InsuranceKind.PENSION,
            InsuranceKind.PUBLIC_PENSION,
            InsuranceKind.RESIDENT_PENSION,
        ),
        "养老",
        "Pension",
    ),
    ((InsuranceKind.MEDICAL, InsuranceKind.RESIDENT_MEDICAL), "医疗", "Medical"),
    ((InsuranceKind.UNEMPLOYMENT,), "失业", "Unempl."),
    ((InsuranceKind.INJURY,), "工伤", "Injury"),
    ((InsuranceKind.MATERNITY,), "生育", "Maternity"),
)

_COLUMNS = (
    Column("费款所属期", "Month", 18),
    Column("缴费单位", "Employer", 44, "left", is_merged=True),
    Column("缴费基数（元）", "Base (CNY)", 18, "right"),
    *(Column(title, english, 10) for _, title, english in _KINDS),
)


def month_grid(
    months: Iterable[ContributionMonth], caption: str, empty: str, fonts: FontBook
) -> Block:
    """Lay out a year's months, newest first; words where there is none.

    Args:
        months: At most the newest twelve are shown.
        caption: Written above the grid.
        empty: Said instead of a grid without rows.
        fonts: What to write with.
    """
    rows = tuple(_rows(months))
    if not rows:
        return Prose((empty,), 9, 1.55, gap=4 * mm)
    return Table(_COLUMNS, rows, 5 * mm, fonts, size=8.4, gap=4 * mm, caption=caption)


def _rows(months: Iterable[ContributionMonth]) -> Iterator[tuple[str, ...]]:
    by_month: dict[Month, dict[InsuranceKind, ContributionMonth]] = {}
    for record in months:
        by_month.setdefault(record.period, {})[record.kind] = record
    for month in sorted(by_month, reverse=True)[:_MOST_MONTHS]:
        yield _row(month, by_month[month])


def _row(
    month: Month, kinds: dict[InsuranceKind, ContributionMonth]
) -> tuple[str, ...]:
    # Where somebody has several employers, the one of the pension counts.
    leading = kinds.get(InsuranceKind.PENSION) or next(iter(kinds.values()))
    base = format_yuan(leading.base_cents)
    marks = (_mark(kinds, column) for column, _, _ in _KINDS)
    return (month_text(month), leading.employer or "—", base, *marks)


def _mark(
    kinds: dict[InsuranceKind, ContributionMonth], column: tuple[InsuranceKind, ...]
) -> str:
    record = next((kinds[kind] for kind in column if kind in kinds), None)
    if record is None:
        return "–"
    return "●" if record.is_arrived else "△"
