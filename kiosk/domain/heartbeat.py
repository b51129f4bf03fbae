"""What a terminal tells of itself each minute, and what it is told back.

Nothing here is about a person: keys, counts, ages and states alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.domain.gate import GateRule
from kiosk.domain.profile import STANDARD, TerminalProfile
from kiosk.domain.release import UpdateReport
from kiosk.domain.supply import SupplyForecast

__all__ = [
    "Burden",
    "DeviceReport",
    "GateReport",
    "Heartbeat",
    "HeartbeatAnswer",
    "LogExcerpt",
    "Order",
    "OrderDone",
    "OrderKind",
    "Readiness",
    "ServiceReport",
    "SupplyReport",
]


class OrderKind(StrEnum):
    """All that can be ordered from afar; none of it touches a person's data."""

    RESTART = "restart"
    REFRESH = "refresh"
    FETCH_LOGS = "fetch-logs"
    CLOSE_SERVICE = "close-service"
    OPEN_SERVICE = "open-service"


@dataclass(frozen=True, slots=True)
class Order:
    """One remote order; carried out once, whatever is repeated.

    Attributes:
        argument: A service's key, for closing and opening.
    """

    id: str
    kind: OrderKind
    argument: str = ""


@dataclass(frozen=True, slots=True)
class OrderDone:
    """What became of an order: ``done`` or why not, as a key."""

    id: str
    result: str


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """One service; open if there are no reasons against it."""

    key: str
    closures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplyReport:
    """The level of one supply, such as paper."""

    name: str
    level: str


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What one device says."""

    name: str
    state: str
    cause: str = ""
    supplies: tuple[SupplyReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the screen side knows.

    Attributes:
        life: State of the machine's life, e.g. ``welcoming``.
        face_tries, face_failures: Since the program started.
    """

    life: str
    services: tuple[ServiceReport, ...] = ()
    devices: tuple[DeviceReport, ...] = ()
    face_tries: int = 0
    face_failures: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Burden:
    """What the store side knows; ages in seconds."""

    outbox_count: int
    outbox_oldest_seconds: float
    dead_letters: int
    copies_unknown: int
    disk_free_mb: float
    skew_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class GateReport:
    """One gate as the terminal sees it."""

    kind: str
    value: float
    limit: float
    is_closed: bool
    days_left: float | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One beat.

    Attributes:
        instance: Drawn when the store was made; two machines with one name show.
        sequence: Counts beats in the store; a store put back from a copy shows.
        done: Orders carried out since the last beat that was answered.
        supplies: How long paper and toner will last, where that is counted.
        profile: Key of the security profile it keeps to.
        ring: Group it belongs to when versions are staged; empty of an old version.
        update: What became of the newest change of version, if there was one.
    """

    instance: str
    sequence: int
    made_at: datetime
    software: str
    up_seconds: float
    readiness: Readiness
    burden: Burden
    gates: tuple[GateReport, ...] = ()
    done: tuple[OrderDone, ...] = ()
    update: UpdateReport | None = None
    supplies: tuple[SupplyForecast, ...] = ()
    profile: str = STANDARD.key
    ring: str = ""


@dataclass(frozen=True, slots=True)
class HeartbeatAnswer:
    """What the centre answers.

    Attributes:
        gates: The limits that hold from now on; the terminal keeps them.
        next_seconds: When to beat again.
        profile: What holds for this terminal from now on; it keeps that, too.
        ring: Group it belongs to when versions are staged; empty leaves that to its
            settings.
    """

    gates: tuple[GateRule, ...]
    orders: tuple[Order, ...] = ()
    next_seconds: float = 60.0
    profile: TerminalProfile = STANDARD
    ring: str = ""


@dataclass(frozen=True, slots=True)
class LogExcerpt:
    """The end of the event log, which holds no personal data, for one order."""

    order: str
    text: str
