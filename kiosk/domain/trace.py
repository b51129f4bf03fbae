"""Traces: which acts, at the terminal and at the centre, belong to one visit.

The thread that ties them is a W3C ``traceparent`` (Trace Context, level 1). It is a
random number: it names a visit for as long as its spans are kept, and nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

__all__ = [
    "SILENT",
    "SilentTracer",
    "Span",
    "TraceParent",
    "Tracer",
    "current_trace",
    "traced",
]

_SHAPE = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_current: ContextVar[str] = ContextVar("trace", default="")

Facts = Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class TraceParent:
    """One span of one trace, as its children know it.

    Attributes:
        trace: The trace's number, never 0.
        span: The span's number, never 0.
        flags: Bit 0 tells that the trace is kept.
    """

    trace: int
    span: int
    flags: int

    @classmethod
    def read(cls, text: object) -> TraceParent | None:
        """Read a ``traceparent``; none when it is anything else."""
        found = _SHAPE.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return None
        trace, span, flags = (int(part, 16) for part in found.groups())
        return cls(trace, span, flags) if trace and span else None

    def __str__(self) -> str:
        """Write it as the header has it."""
        return f"00-{self.trace:032x}-{self.span:016x}-{self.flags:02x}"


class Span(Protocol):
    """Something that takes time, under way."""

    @property
    def parent(self) -> str:
        """``traceparent`` for what is done within it; empty when none is traced."""

    def note(self, facts: Facts) -> None:
        """Add facts: keys, counts and seconds, never anything of a person."""

    def end(self) -> None:
        """Tell that it is over; a second call does nothing."""


class Tracer(Protocol):
    """Keeps spans; nothing it does may wait or fail."""

    def begin(self, name: str, facts: Facts) -> Span:
        """Begin a trace of its own."""

    def follow(self, parent: str, name: str, facts: Facts) -> Span:
        """Begin a span below another; nothing is kept when there is no such."""

    def close(self) -> None:
        """Send what was not sent yet, for two seconds at most."""


class _SilentSpan:
    """Is told, and keeps nothing."""

    parent = ""

    def note(self, facts: Facts) -> None:
        """Keep nothing."""

    def end(self) -> None:
        """Do nothing."""


class SilentTracer:
    """Traces nothing: what everybody has who was given no collector."""

    def begin(self, name: str, facts: Facts) -> Span:
        """Begin nothing."""
        del name, facts
        return SILENT

    def follow(self, parent: str, name: str, facts: Facts) -> Span:
        """Begin nothing."""
        del parent, name, facts
        return SILENT

    def close(self) -> None:
        """Have nothing to send."""


SILENT: Span = _SilentSpan()


def current_trace() -> str:
    """Give the ``traceparent`` of what this thread does now; empty for none."""
    return _current.get()


@contextmanager
def traced(parent: str) -> Iterator[None]:
    """Let all that this thread does meanwhile belong to a span."""
    token = _current.set(parent)
    try:
        yield
    finally:
        _current.reset(token)
