"""What was found about a printed certificate, as it is told to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = ["PaperFinding", "PaperVerdict", "StatedOnPaper"]


class PaperVerdict(StrEnum):
    """The three things that can be said of a paper."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class StatedOnPaper:
    """What the signed code says, for people to compare with the paper.

    Attributes:
        name: Holder's name with its middle hidden.
        id_end: Last four characters of the holder's number.
    """

    number: str
    serial: str
    name: str = field(repr=False)
    id_end: str = field(repr=False)
    issued_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """A verdict with its reasons.

    Attributes:
        reasons: Stable keys; empty when valid.
        stated: Told only where somebody we trust has signed it.
    """

    verdict: PaperVerdict
    reasons: tuple[str, ...] = ()
    stated: StatedOnPaper | None = None
