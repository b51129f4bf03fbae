"""Column types that carry the domain's values in and out of the database."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import DateTime, Dialect, Enum, Integer
from sqlalchemy.types import TypeDecorator

from kiosk.domain.months import Month

__all__ = ["Moment", "MonthNumber", "word"]

WordType = TypeVar("WordType", bound=StrEnum)

_LONGEST_WORD = 32


class MonthNumber(TypeDecorator[Month]):
    """A month as the number YYYYMM, so that ranges and partitions are plain."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> int | None:
        """Write 2026-03 as 202603."""
        del dialect
        return None if value is None else value.year * 100 + value.month

    def process_result_value(self, value: int | None, dialect: Dialect) -> Month | None:
        """Read 202603 as 2026-03."""
        del dialect
        return None if value is None else _month(value)


@lru_cache(maxsize=4096)
def _month(number: int) -> Month:
    """Read 202603 as 2026-03; a history has few months and very many rows."""
    return Month(*divmod(number, 100))


class Moment(TypeDecorator[datetime]):
    """A moment with a zone, kept in UTC; a naive one is a bug."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Turn to UTC whatever zone the moment came in."""
        del dialect
        if value is not None and value.tzinfo is None:
            message = "a moment needs a zone"
            raise ValueError(message)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give the zone back where the database forgot it, as SQLite does."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def word(kind: type[WordType]) -> Enum:
    """Keep an enumeration by its value, as text any SQL tool can read."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=_LONGEST_WORD,
    )
