"""The columns of staff and base files, and each cell read into its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from backend.cases.sheet import Column, SheetRow
from backend.cases.standing import EMPLOYEE_KINDS
from backend.cases.table import KINDS
from backend.catalogue.form import FieldTrouble
from backend.catalogue.item import Words
from backend.catalogue.load import city_catalogue
from kiosk.domain.contribution import InsuranceKind
from kiosk.domain.fault import InvalidValue
from kiosk.domain.identifier import CitizenNumber
from kiosk.domain.months import Month

__all__ = ["ADDITION", "BASES", "COLUMNS_OF", "REMOVAL", "cell_field", "parsed"]

_MOST_YUAN = Decimal(10_000_000)
_LONGEST_NAME = 40
_ALL = frozenset({"", "全部", "all"})

_NUMBER = Column(
    "person_number",
    Words("社会保障号码", "Social security number"),
    "510199198808151236",
)
_NAME = Column("person_name", Words("姓名", "Name"), "示例人")
_WAGE = Column("wage", Words("月工资（元）", "Monthly wage (yuan)"), "8500.00")

ADDITION = (
    _NUMBER,
    _NAME,
    Column("kinds", Words("险种", "Kinds"), "全部"),
    _WAGE,
    Column("first_month", Words("开始年月", "First month"), "2026-11"),
)
"""Columns of a file that adds staff; kinds by code or name, divided by commas."""

REMOVAL = (
    _NUMBER,
    _NAME,
    Column("stop_reason", Words("停保原因", "Reason"), "222"),
    Column("last_month", Words("结束年月", "Last month"), "2026-11"),
)
"""Columns of a file that stops staff."""

BASES = (_NUMBER, _NAME, _WAGE)
"""Columns of a file that declares wages."""

COLUMNS_OF: Mapping[str, Sequence[Column]] = {
    "ES-06": ADDITION,
    "ES-07": REMOVAL,
    "EP-02": BASES,
}
"""Columns by item, for templates."""


def cell_field(row: int, column: str) -> str:
    """Name the place of a trouble, e.g. ``batch.12.wage``; rows as in the file."""
    return f"batch.{row}.{column}"


def parsed(
    row: SheetRow, columns: Sequence[Column]
) -> tuple[dict[str, object], list[FieldTrouble]]:
    """Read every cell of a row; gives the values that are right, and all troubles."""
    values: dict[str, object] = {}
    troubles: list[FieldTrouble] = []
    for column in columns:
        told = row.cells.get(column.key, "")
        try:
            values[column.key] = _READERS[column.key](told)
        except (InvalidValue, InvalidOperation, ValueError, KeyError):
            troubles.append(
                FieldTrouble(cell_field(row.number, column.key), _wrong(column, told))
            )
    return values, troubles


def _wrong(column: Column, told: str) -> Words:
    if not told:
        return Words(
            f"请填写{column.heading.zh}", f"{column.heading.en}: please fill in"
        )
    return Words(
        f"{column.heading.zh}不正确，例如 {column.example}",
        f"{column.heading.en} is not right; for example {column.example}",
    )


def _number(told: str) -> str:
    return CitizenNumber.parse(told).text


def _name(told: str) -> str:
    if not (1 < len(told) <= _LONGEST_NAME and told.isprintable()):
        raise ValueError(told)
    return told


def _fen(told: str) -> int:
    yuan = Decimal(told.replace(",", "").replace("，", ""))
    fen = yuan * 100
    if not yuan.is_finite() or not 0 < yuan <= _MOST_YUAN or fen != int(fen):
        raise ValueError(told)
    return int(fen)


def _month(told: str) -> Month:
    """Read ``2026-11``, ``202611`` or a day of that month, as spreadsheets make it."""
    return Month.parse(re.sub(r"^(\d{4}-\d{2})-\d{2}$", r"\1", told))


def _kinds(told: str) -> tuple[InsuranceKind, ...]:
    if told.casefold() in _ALL:
        return EMPLOYEE_KINDS
    names = {KINDS[kind].zh: kind for kind in EMPLOYEE_KINDS} | {
        str(kind): kind for kind in EMPLOYEE_KINDS
    }
    return tuple(dict.fromkeys(names[part] for part in re.split(r"[,，、;\s]+", told)))


def _reason(told: str) -> str:
    field = next(
        field
        for field, _ in city_catalogue().items["ES-05"].form
        if field.key == "stop_reason"
    )
    names = {words.zh: code for code, words in field.choices.items()}
    code = names.get(told, told)
    if code not in field.choices:
        raise ValueError(told)
    return code


_READERS: Mapping[str, Callable[[str], object]] = {
    "person_number": _number,
    "person_name": _name,
    "wage": _fen,
    "first_month": _month,
    "last_month": _month,
    "kinds": _kinds,
    "stop_reason": _reason,
}
