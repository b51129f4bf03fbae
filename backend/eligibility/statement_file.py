"""A data source's CSV file, read line by line however long it is."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from backend.eligibility.evidence import COLUMNS, Statement, read_statement
from backend.eligibility.intake import BATCH, REUSED
from backend.eligibility.rule import SourceRule
from kiosk.domain.fault import InvalidValue

__all__ = ["FileRefused", "LineTrouble", "Report", "read_file", "take_file"]

_OPTIONAL = {"reference"}


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing was taken from it."""


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What is wrong with one line; no personal data."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"line {self.line}: {self.field}: {self.reason}"


@dataclass(slots=True)
class Report:
    """What became of a file.

    Attributes:
        lines: All lines read so far.
        outcomes: How many statements came to each outcome.
        troubles: Lines that were not taken.
    """

    lines: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[LineTrouble] = field(default_factory=list)


def read_file(
    file: Path, source: SourceRule, today: date, encoding: str = "utf-8"
) -> Iterator[tuple[int, Statement] | LineTrouble]:
    """Read a file's statements, each with its line, and the troubles in between.

    Raises:
        FileRefused: no header with the columns needed.
        OSError: the file cannot be read.
    """
    with file.open("rb") as stream:
        header = _header(stream.readline(), encoding)
        reader = _Reader(header, source, today, encoding)
        for number, raw in enumerate(stream, 2):
            if raw.strip():
                yield reader.read(number, raw)


def take_file(
    rows: Iterable[tuple[int, Statement] | LineTrouble],
    take: Callable[[list[Statement]], list[str]],
    tell: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Hand a file's statements over in batches and count what became of them."""
    report, stream = Report(), iter(rows)
    while batch := list(islice(stream, BATCH)):
        report.lines += len(batch)
        report.troubles += [each for each in batch if isinstance(each, LineTrouble)]
        told = [each for each in batch if not isinstance(each, LineTrouble)]
        outcomes = take([statement for _, statement in told]) if told else []
        for (line, _), outcome in zip(told, outcomes, strict=True):
            report.outcomes[outcome] += 1
            if outcome == REUSED:
                report.troubles.append(LineTrouble(line, "row_id", REUSED))
        tell(report)
    return report


def _header(raw: bytes, encoding: str) -> list[str]:
    names = _values(raw, encoding)
    missing = set(COLUMNS) - _OPTIONAL - set(names or ())
    if names is None or missing or set(names) - set(COLUMNS):
        message = f"line 1: the header must be {','.join(COLUMNS)}"
        raise FileRefused(message)
    if len(set(names)) != len(names):
        message = "line 1: a column is there twice"
        raise FileRefused(message)
    return names


@dataclass(frozen=True, slots=True)
class _Reader:
    """All that is needed to read one line."""

    header: list[str]
    source: SourceRule
    today: date
    encoding: str

    def read(self, number: int, raw: bytes) -> tuple[int, Statement] | LineTrouble:
        values = _values(raw, self.encoding)
        if values is None:
            return LineTrouble(number, "line", "quotes or characters")
        if len(values) != len(self.header):
            return LineTrouble(number, "line", "number of values")
        told = dict(zip(self.header, values, strict=True))
        try:
            return number, read_statement(told, self.source, self.today)
        except InvalidValue as fault:
            place, reason = str(fault.facts["field"]), str(fault.facts["reason"])
            return LineTrouble(number, place, reason)


def _values(raw: bytes, encoding: str) -> list[str] | None:
    """Split one line; none when it is broken.

    Each line is read by itself: values hold no line breaks, so an open quote
    costs its own line and never swallows those that follow.
    """
    try:
        text = raw.decode(encoding).lstrip("\ufeff")
        return [value.strip() for value in next(csv.reader([text], strict=True), [])]
    except (csv.Error, UnicodeDecodeError):
        return None
