"""What is fuzzed: a parser, true inputs to spoil, and what it may raise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

__all__ = ["Grow", "Parser", "require"]

Grow = Callable[[Random], bytes]
"""Makes an input that obeys the outer grammar, so that the inner one is reached."""


@dataclass(frozen=True, slots=True)
class Parser:
    """One way from bytes to a value.

    Attributes:
        name: As the command line knows it.
        parse: Takes any bytes; asserts itself that what comes out is whole.
        seeds: True inputs, recorded or written by our own code.
        told: What `parse` may raise; anything else is a finding.
        grow: Makes inputs that get past checksums and signatures.
        share: Part of the inputs it gets, against 1.0 of the others.
    """

    name: str
    parse: Callable[[bytes], object]
    seeds: Sequence[bytes]
    told: tuple[type[Exception], ...]
    grow: Grow | None = None
    share: float = 1.0


def require(holds: bool, what: str) -> None:  # noqa: FBT001 - the very thing asked
    """Tell a half-filled record, also where assertions are compiled away."""
    if not holds:
        raise AssertionError(what)
