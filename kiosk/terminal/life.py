"""The terminal's own life as a pure table of states and events."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["TABLE", "Happening", "Life", "step"]


class Life(StrEnum):
    """States of the machine, the visit aside."""

    STARTING = "starting"
    WELCOMING = "welcoming"
    SERVING = "serving"
    OUT_OF_SERVICE = "out-of-service"
    MAINTENANCE = "maintenance"


class Happening(StrEnum):
    """Events that may move the machine from one state to another."""

    SERVICE_OPENED = "service-opened"
    ALL_CLOSED = "all-closed"
    VISIT_BEGAN = "visit-began"
    VISIT_ENDED = "visit-ended"
    TECHNICIAN_CAME = "technician-came"
    TECHNICIAN_LEFT = "technician-left"


TABLE: dict[tuple[Life, Happening], Life] = {
    (Life.STARTING, Happening.SERVICE_OPENED): Life.WELCOMING,
    (Life.STARTING, Happening.ALL_CLOSED): Life.OUT_OF_SERVICE,
    (Life.STARTING, Happening.TECHNICIAN_CAME): Life.MAINTENANCE,
    (Life.WELCOMING, Happening.ALL_CLOSED): Life.OUT_OF_SERVICE,
    (Life.WELCOMING, Happening.VISIT_BEGAN): Life.SERVING,
    (Life.WELCOMING, Happening.TECHNICIAN_CAME): Life.MAINTENANCE,
    (Life.SERVING, Happening.VISIT_ENDED): Life.WELCOMING,
    (Life.OUT_OF_SERVICE, Happening.SERVICE_OPENED): Life.WELCOMING,
    (Life.OUT_OF_SERVICE, Happening.TECHNICIAN_CAME): Life.MAINTENANCE,
    (Life.MAINTENANCE, Happening.TECHNICIAN_LEFT): Life.STARTING,
}
"""Every pair that moves; all others leave the state as it is.

A visit is never cut off: while serving, closed services wait for its end.
"""


def step(life: Life, happening: Happening) -> Life:
    """Give the state after an event."""
    return TABLE.get((life, happening), life)
