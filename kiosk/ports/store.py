"""What the terminal keeps on disk: the outbox and the print ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.domain.deed import Deed, DeedAnswer
    from kiosk.ports.printer import JobReference

__all__ = ["CopyEntry", "CopyState", "DeadLetter", "Outbox", "PrintLedger"]


class CopyState(StrEnum):
    """Life of one paper copy; only forward, and *unknown* is settled by a person."""

    RESERVED = "reserved"
    SENT = "sent"
    OUT = "out"
    FAILED = "failed"
    UNKNOWN = "unknown"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class CopyEntry:
    """One line of the print ledger: a copy's serial and what is known of it."""

    serial: str
    sheets: int
    state: CopyState
    reserved_at: datetime
    job: JobReference | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A deed the centre refused; a person settles it, nothing is dropped."""

    deed: Deed
    reason: str


class Outbox(Protocol):
    """The only table a resident's action writes.

    Methods may raise:
        StoreFull: nothing was written.
        StoreTorn: the store was set aside; see the fault's facts.
    """

    def append(self, deed: Deed) -> None:
        """Keep a deed durably before returning; the same id twice is kept once.

        Raises:
            InvalidValue: the id is known with another payload.
        """

    def pending(self, limit: int) -> Sequence[Deed]:
        """Give the oldest deeds not yet answered, in order."""

    def pending_count(self) -> int:
        """Count the deeds not yet answered."""

    def apply(self, answers: Sequence[DeedAnswer]) -> None:
        """Note the centre's answers in one transaction.

        Accepted deeds leave, refused ones become dead letters, others stay.
        """

    def dead_letters(self) -> Sequence[DeadLetter]:
        """Give the refused deeds, oldest first."""


class PrintLedger(Protocol):
    """Write-ahead ledger of paper copies: at most once, plus *unknown*.

    Methods may raise:
        StoreFull: nothing was written, so nothing may be printed.
    """

    def reserve(self, serial: str, sheets: int) -> CopyEntry:
        """Write a copy's intent durably before anything is sent.

        Raises:
            InvalidValue: the serial was reserved before; it is never printed twice.
        """

    def sent(self, serial: str, job: JobReference) -> CopyEntry:
        """Note that the printer took the copy as a job."""

    def settle(self, serial: str, state: CopyState) -> CopyEntry:
        """Note an outcome; going backwards raises `InvalidValue`."""

    def knows(self, serial: str) -> bool:
        """Tell whether a copy was ever reserved, whatever became of it."""

    def unsettled(self) -> Sequence[CopyEntry]:
        """Give the copies whose outcome is open: reserved, sent or unknown."""
