"""What the terminal remembers: how devices were, work done, sign-ins tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

__all__ = ["HISTORY_DAYS", "Logbook", "SignInStanding", "StatusNote", "WorkNote"]

HISTORY_DAYS = 7
"""How long the history of devices is kept."""


@dataclass(frozen=True, slots=True)
class StatusNote:
    """A device's status from some moment on.

    Attributes:
        told: Short words for the axes that changed, e.g. ``paper-out``.
    """

    at: datetime
    device: str
    state: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class WorkNote:
    """One thing staff did at the terminal: a guided test, a refill, a setting.

    Attributes:
        kind: ``test`` or ``work``.
        subject: Which test or work, e.g. ``printer``.
        outcome: ``passed``, ``failed``, ``skipped`` or ``done``.
        person: Staff number.
        version: Version of the software at that time.
        facts: Figures; never personal data of residents.
    """

    at: datetime
    kind: str
    subject: str
    outcome: str
    person: str
    version: str
    facts: str = field(default="")


@dataclass(frozen=True, slots=True)
class SignInStanding:
    """Sign-ins that were tried since the last one that succeeded.

    Attributes:
        tries: How many, whoever's card it was.
        last_at: When the last of them began; none when there is none.
    """

    tries: int = 0
    last_at: datetime | None = None


class Logbook(Protocol):
    """Kept in the encrypted store, so it outlives restarts.

    Methods may raise:
        StoreFault: nothing was written or read.
    """

    def note_status(self, note: StatusNote) -> None:
        """Keep a change; what is older than `HISTORY_DAYS` goes."""

    def statuses(self, device: str = "") -> Sequence[StatusNote]:
        """Give the changes of one device or of all, newest first."""

    def note_work(self, note: WorkNote) -> None:
        """Keep what was done, for good."""

    def works(self, limit: int) -> Sequence[WorkNote]:
        """Give what was done last, newest first."""

    def last_tests(self) -> Sequence[WorkNote]:
        """Give the newest result of each guided test."""

    def begin_sign_in(self, at: datetime) -> None:
        """Count a try before its PIN is checked, so that no power cut hides it."""

    def end_sign_in(self) -> None:
        """Forget the tries after one that succeeded."""

    def sign_in_standing(self) -> SignInStanding:
        """Tell the tries since the last success."""

    def keep(self, name: str, value: str) -> None:
        """Keep a choice that staff made for this terminal, such as its volume."""

    def kept(self) -> dict[str, str]:
        """Give every choice that was kept."""
