"""What comes back from workers: frozen values that carry ticket and visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.domain.fault import Fault
    from kiosk.ports.capability import Capabilities
    from kiosk.ports.device import DeviceStatus
    from kiosk.ports.surroundings import Happening, Senses

__all__ = [
    "Answered",
    "Broke",
    "Described",
    "Failed",
    "Happened",
    "Post",
    "Progressed",
    "Reply",
    "Sensed",
    "StatusReported",
]


@dataclass(frozen=True, slots=True)
class Answered:
    """A job is done."""

    ticket: int
    value: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """A job ended in expected trouble."""

    ticket: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Broke:
    """A job ended in a bug; the trace holds code lines only, no values."""

    ticket: int
    trace: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """A running job has something to show."""

    ticket: int
    value: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class StatusReported:
    """A device's status changed, or is told for the first time."""

    device: str
    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class Described:
    """A device was reached and told what it is; again when another took its place."""

    device: str
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened around the terminal that nobody asked for."""

    device: str
    happening: Happening


@dataclass(frozen=True, slots=True)
class Sensed:
    """What is sensed around the terminal changed, or is told for the first time."""

    device: str
    senses: Senses


Reply = (
    Answered
    | Failed
    | Broke
    | Progressed
    | StatusReported
    | Described
    | Happened
    | Sensed
)

Post = Callable[[Reply], None]
"""Takes replies from any thread; the mailbox of the GUI thread behind it."""
