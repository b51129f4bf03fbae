"""What watching rules look at: a few numbers drawn from a beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.heartbeat import Heartbeat

__all__ = ["FACTS", "Before", "Seen", "facts_of", "silence"]

FACTS = frozenset(
    {
        "silent_minutes",
        "services_open_percent",
        "devices_out",
        "supplies_out",
        "supplies_low",
        "outbox_count",
        "outbox_oldest_hours",
        "dead_letters",
        "copies_unknown",
        "disk_free_mb",
        "clock_off_seconds",
        "face_failure_percent",
        "gate_days_left",
        "identity_twice",
        "store_put_back",
        "update_failed",
    }
)
_FEWEST_FACES = 10
"""Below this many looks a rate of failures says nothing."""
_OUT = ("offline", "hardware-error", "user-error", "tampered")
_HUNDRED = 100.0


@dataclass(frozen=True, slots=True)
class Before:
    """Which store a terminal's earlier beat came from, and how far it had counted."""

    instance: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A terminal as its newest beat shows it, and how long ago that was.

    Attributes:
        before: The beat before this one; none for the first.
    """

    beat: Heartbeat
    received_at: datetime
    seconds_ahead: float
    before: Before | None = None


def facts_of(seen: Seen, now: datetime) -> Mapping[str, float]:
    """Give every fact that can be told; what cannot is left out."""
    beat = seen.beat
    told: dict[str, float | None] = {
        **silence(seen.received_at, now),
        "outbox_count": beat.burden.outbox_count,
        "outbox_oldest_hours": beat.burden.outbox_oldest_seconds / 3600,
        "dead_letters": beat.burden.dead_letters,
        "copies_unknown": beat.burden.copies_unknown,
        "disk_free_mb": beat.burden.disk_free_mb,
        "clock_off_seconds": abs(seen.seconds_ahead),
        "face_failure_percent": _failures(beat),
        "gate_days_left": _days_left(beat),
        "identity_twice": _is_twice(seen),
        "store_put_back": _is_put_back(seen),
        "update_failed": float(_is_gone_back(beat)),
    }
    counted = told | _of_devices(beat) | _of_services(beat)
    return {name: value for name, value in counted.items() if value is not None}


def silence(received_at: datetime, now: datetime) -> Mapping[str, float]:
    """Give the one fact that changes while a terminal says nothing."""
    return {"silent_minutes": (now - received_at).total_seconds() / 60}


def _of_services(beat: Heartbeat) -> dict[str, float | None]:
    services = beat.readiness.services
    if not services or beat.readiness.life == "starting":
        return {}
    is_open = sum(not service.closures for service in services)
    return {"services_open_percent": _HUNDRED * is_open / len(services)}


def _of_devices(beat: Heartbeat) -> dict[str, float | None]:
    devices = beat.readiness.devices
    levels = [supply.level for device in devices for supply in device.supplies]
    # A centre that was away is no device that is out of order.
    out = [each for each in devices if each.state in _OUT and each.name != "centre"]
    return {
        "devices_out": float(len(out)),
        "supplies_out": float(levels.count("out")),
        "supplies_low": float(levels.count("low")),
    }


def _failures(beat: Heartbeat) -> float | None:
    tries = beat.readiness.face_tries
    if tries < _FEWEST_FACES:
        return None
    return _HUNDRED * beat.readiness.face_failures / tries


def _days_left(beat: Heartbeat) -> float | None:
    return min((gate.days_left for gate in beat.gates if gate.days_left is not None),
               default=None)  # fmt: skip


def _is_gone_back(beat: Heartbeat) -> bool:
    """A new version did not prove itself, and the one before runs again."""
    return beat.update is not None and beat.update.state == "gone-back"


def _is_twice(seen: Seen) -> float:
    """Another store under the same name, while the one before is still new."""
    before = seen.before
    return float(before is not None and before.instance != seen.beat.instance)


def _is_put_back(seen: Seen) -> float:
    """The same store counted further before: it was put back from a copy."""
    before = seen.before
    if before is None or before.instance != seen.beat.instance:
        return 0.0
    return float(seen.beat.sequence <= before.sequence)
