"""The line that names the person, on every paper about a person."""

from __future__ import annotations

from reportlab.lib.units import mm

from kiosk.documents.font import FontBook
from kiosk.documents.table import Column, Table
from kiosk.documents.wording import SEXES, day_text
from kiosk.domain.facts.holder import Holder

__all__ = ["holder_table"]

_COLUMNS = (
    Column("姓名", "Name", 30),
    Column("性别", "Sex", 9),
    Column("社会保障号码", "Social security number", 36),
    Column("个人编号", "Personal number", 24),
    Column("数据截止日期", "Data as of", 25),
)


def holder_table(holder: Holder, fonts: FontBook) -> Table:
    """Name the person and the day the data are of."""
    row = (
        holder.name,
        SEXES[holder.sex],
        holder.citizen_number,
        holder.personal_number,
        day_text(holder.data_as_of),
    )
    return Table(_COLUMNS, (row,), 7 * mm, fonts, size=10, gap=2 * mm)
