"""Answers as tables in both languages, the same at every door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.catalogue.item import Words
from kiosk.domain.contribution import EnrolmentStatus, InsuranceKind
from kiosk.domain.months import Month

__all__ = ["KINDS", "STATUSES", "Cell", "month_text", "table"]

Cell = str | Words
"""Text that is the same in both languages, or words."""

_MOST_ROWS = 2_000

KINDS = {
    InsuranceKind.PENSION: Words("企业职工基本养老", "Employees' pension"),
    InsuranceKind.PUBLIC_PENSION: Words("机关事业单位养老", "Public sector pension"),
    InsuranceKind.RESIDENT_PENSION: Words("城乡居民养老", "Residents' pension"),
    InsuranceKind.UNEMPLOYMENT: Words("失业", "Unemployment"),
    InsuranceKind.MEDICAL: Words("职工基本医疗", "Employees' medical"),
    InsuranceKind.MAJOR_ILLNESS: Words("大病医疗", "Major illness"),
    InsuranceKind.RESIDENT_MEDICAL: Words("城乡居民医疗", "Residents' medical"),
    InsuranceKind.INJURY: Words("工伤", "Work injury"),
    InsuranceKind.MATERNITY: Words("生育", "Maternity"),
}
"""Names of the kinds of insurance."""

STATUSES = {
    EnrolmentStatus.NOT_ENROLLED: Words("未参保", "Not enrolled"),
    EnrolmentStatus.PAYING: Words("参保缴费", "Insured"),
    EnrolmentStatus.PAUSED: Words("暂停缴费", "Paused"),
    EnrolmentStatus.ENDED: Words("终止参保", "Ended"),
    EnrolmentStatus.ENROLLED_WITHOUT_PAYING: Words(
        "参保不缴费", "Insured without paying"
    ),
}
"""Names of 个人缴费状态 (AAC031)."""


def table(
    title: Words, columns: Sequence[Words], rows: Iterable[Sequence[Cell]]
) -> dict[str, object]:
    """Make a table of JSON values; at most two thousand rows, and how many there are.

    A cell is a text, or an object with ``zh-CN`` and ``en``.
    """
    told = [[_cell(cell) for cell in row] for row in rows]
    return {
        "title": _cell(title),
        "columns": [_cell(column) for column in columns],
        "rows": told[:_MOST_ROWS],
        "total": len(told),
    }


def month_text(month: Month | None) -> str:
    """Write a month as ``2026-03``; empty for none."""
    return "" if month is None else f"{month.year}-{month.month:02d}"


def _cell(cell: Cell) -> object:
    return cell if isinstance(cell, str) else {"zh-CN": cell.zh, "en": cell.en}
