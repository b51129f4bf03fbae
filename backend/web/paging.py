"""A long list in pages: where to begin, and whether there is more."""

from __future__ import annotations

from dataclasses import dataclass

from backend.web.form import Form

__all__ = ["Paging"]

_ROWS = 25
_LAST = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list.

    Attributes:
        number: Counted from 1.
        total: Rows of the whole list.
    """

    number: int
    total: int
    rows: int = _ROWS

    @classmethod
    def asked(cls, query: Form, total: int, rows: int = _ROWS) -> Paging:
        """Read ``page`` of the address; what is no page of this list is the nearest."""
        told = query["page"]
        is_number = told.isascii() and told.isdigit()
        number = min(int(told[:6]), _LAST) if is_number else 1
        last = max(1, -(-total // rows))
        return cls(min(max(1, number), last), total, rows)

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.number - 1) * self.rows

    @property
    def last(self) -> int:
        """Number of the last page."""
        return max(1, -(-self.total // self.rows))
