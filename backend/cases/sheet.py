"""Files of many rows: templates to fill in, and rows read from XLSX or CSV alike."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from backend.catalogue.item import Words

__all__ = ["MOST_ROWS", "Column", "SheetBroken", "SheetRow", "read_rows", "template"]

MOST_ROWS = 20_000
"""Rows of one file; more are handed in as several files."""

_LARGEST_UNPACKED = 100 << 20
_ZIP = b"PK\x03\x04"
_ENCODINGS = ("utf-8-sig", "gb18030")
_NOT_READABLE = Words(
    "文件无法读取，请使用模板", "The file cannot be read; use the template"
)
_NO_WORKBOOK = (InvalidFileException, OSError, LookupError, TypeError, SyntaxError)
_TOO_MANY = Words(f"超过 {MOST_ROWS} 行", f"More than {MOST_ROWS} rows")
_NO_ROWS = Words("文件中没有数据行", "The file has no rows")


class SheetBroken(Exception):
    """The file as a whole cannot be used; `words` say why."""

    def __init__(self, words: Words) -> None:
        """Keep what is told to who handed it in."""
        super().__init__(words.en)
        self.words = words


@dataclass(frozen=True, slots=True)
class Column:
    """A column by key, its heading, and an example for the template."""

    key: str
    heading: Words
    example: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands in the file, counted as a spreadsheet counts."""

    number: int
    cells: dict[str, str]


def read_rows(content: bytes, columns: Sequence[Column]) -> list[SheetRow]:
    """Read every row that is not blank, under headings in either language.

    Cells come as text without blanks around; dates and numbers of a spreadsheet are
    written out, so that a number kept as a number is still read digit by digit.

    Raises:
        SheetBroken: no such file, a heading is missing, none or too many rows.
    """
    lines = _workbook(content) if content.startswith(_ZIP) else _csv(content)
    try:
        headings = next(lines, [])
        keys = _keys(headings, columns)
        rows = list(_rows(lines, keys))
    except (UnicodeError, csv.Error, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise SheetBroken(_NOT_READABLE) from error
    if not rows:
        raise SheetBroken(_NO_ROWS)
    return rows


def template(columns: Sequence[Column], *, is_workbook: bool) -> bytes:
    """Make a file with the headings and one example row, XLSX or CSV."""
    headings = [f"{column.heading.zh} {column.heading.en}" for column in columns]
    example = [column.example for column in columns]
    if not is_workbook:
        text = io.StringIO()
        csv.writer(text).writerows([headings, example])
        # The mark lets spreadsheets see that it is UTF-8.
        return text.getvalue().encode("utf-8-sig")
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        message = "a new workbook has no sheet"
        raise RuntimeError(message)
    for place, (heading, cell) in enumerate(zip(headings, example, strict=True), 1):
        sheet.cell(1, place, heading)
        # Text, or eighteen digits would lose their last three.
        sheet.cell(2, place, cell).number_format = "@"
        sheet.column_dimensions[get_column_letter(place)].width = 28
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(lines: Iterable[list[str]], keys: Sequence[str | None]) -> Iterator[SheetRow]:
    count = 0
    for number, line in enumerate(lines, 2):
        if not any(line):
            continue
        count += 1
        if count > MOST_ROWS:
            raise SheetBroken(_TOO_MANY)
        cells = {key: cell for key, cell in zip(keys, line, strict=False) if key}
        yield SheetRow(number, cells)


def _keys(headings: Sequence[str], columns: Sequence[Column]) -> list[str | None]:
    """Name each column of the file; what the template does not know is passed over."""
    known: dict[str, str] = {}
    for column in columns:
        both = f"{column.heading.zh} {column.heading.en}"
        for name in (column.key, column.heading.zh, column.heading.en, both):
            known[name.casefold()] = column.key
    found = [known.get(heading.casefold()) for heading in headings]
    missing = [column for column in columns if column.key not in found]
    if missing:
        chinese = "、".join(column.heading.zh for column in missing)
        english = ", ".join(column.heading.en for column in missing)
        raise SheetBroken(Words(f"缺少列：{chinese}", f"Columns missing: {english}"))
    return found


def _csv(content: bytes) -> Iterator[list[str]]:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for line in csv.reader(io.StringIO(text, newline="")):
            yield [cell.strip() for cell in line]
        return
    raise SheetBroken(_NOT_READABLE)


def _workbook(content: bytes) -> Iterator[list[str]]:
    try:
        _check_size(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        for line in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in line]
    except _NO_WORKBOOK as error:
        raise SheetBroken(_NOT_READABLE) from error


def _check_size(content: bytes) -> None:
    """Refuse a small file that unpacks to a large one."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = sum(entry.file_size for entry in packed.infolist())
    if size > _LARGEST_UNPACKED:
        raise SheetBroken(_TOO_MANY)


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a spreadsheet keeps
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f")
    return str(cell).strip()
