"""The kinds of insurance of one person, a line for each."""

from __future__ import annotations

from collections.abc import Iterable

from reportlab.lib.units import mm

from kiosk.documents.font import FontBook
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import KINDS, STATUSES, month_text
from kiosk.domain.contribution import Enrolment

__all__ = ["enrolment_lines"]

_COLUMNS = (
    Column("险种", "Insurance", 30, "left"),
    Column("参保状态", "Status", 14),
    Column("现（原）参保单位", "Employer", 42, "left"),
    Column("首次参保", "Since", 17),
    Column("缴费月数", "Months paid", 13),
    Column("最近缴费", "Last paid", 17),
)


def enrolment_lines(
    enrolments: Iterable[Enrolment], fonts: FontBook, caption: str = ""
) -> Table:
    """Lay out what somebody is insured for."""
    rows = tuple(
        (
            KINDS[line.kind],
            STATUSES[line.status],
            line.employer or "—",
            month_text(line.first_month),
            str(line.months_paid),
            month_text(line.last_paid_month),
        )
        for line in enrolments
    )
    return Table(_COLUMNS, rows, 6 * mm, fonts, gap=4 * mm, caption=caption)
