"""Bytes in any pieces become lines of bounded length, whatever comes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Line", "LineGatherer"]

_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end.

    Attributes:
        flaw: Empty, ``length`` (longer than allowed, content left out) or
            ``torn`` (its end never came).
    """

    content: bytes = field(repr=False)
    flaw: str = ""


class LineGatherer:
    """Gathers bytes until CR, LF or both end a line; empty lines do not count."""

    def __init__(self, longest: int) -> None:
        """Start empty; no more than one line's worth is ever kept."""
        self._longest = longest
        self._gathered = b""
        self._is_overlong = False

    @property
    def is_pending(self) -> bool:
        """Whether there is the beginning of a line."""
        return bool(self._gathered) or self._is_overlong

    def feed(self, received: bytes) -> list[Line]:
        """Add bytes and give the lines that are ended now."""
        *ended, rest = _END.split(received)
        lines = [line for part in ended for line in self._end(part)]
        self._add(rest)
        return lines

    def lapse(self) -> list[Line]:
        """Give up the line under way, as after a silence."""
        if not self.is_pending:
            return []
        content = self._gathered
        self.clear()
        return [Line(content, "torn")]

    def clear(self) -> None:
        """Forget what was gathered."""
        self._gathered, self._is_overlong = b"", False

    def _add(self, part: bytes) -> None:
        self._gathered += part
        if len(self._gathered) > self._longest:
            self._gathered, self._is_overlong = b"", True

    def _end(self, part: bytes) -> list[Line]:
        self._add(part)
        content, is_overlong = self._gathered, self._is_overlong
        self.clear()
        if is_overlong:
            return [Line(b"", "length")]
        return [Line(content)] if content else []
