"""Right-to-work gates: limits, set by the centre, past which services close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.domain.fault import InvalidValue

__all__ = ["DEFAULT_GATES", "GateKind", "GateRule", "GateState", "judge"]


class GateKind(StrEnum):
    """What is measured; each unit stands in the comment."""

    SYNC_AGE = "sync-age"  # days since the centre last answered
    OUTBOX_COUNT = "outbox-count"  # deeds
    OUTBOX_AGE = "outbox-age"  # days
    DISK_FREE = "disk-free"  # megabytes; closes below
    CLOCK_DRIFT = "clock-drift"  # seconds, either way
    SIGNERS_AGE = "signers-age"  # days since the older of the two lists was issued
    SOFTWARE_AGE = "software-age"  # days since this version came out
    SUPPLIES = "supplies"  # sheets left of what ends first; closes below


_GROW_BY_DAYS = frozenset(
    {
        GateKind.SYNC_AGE,
        GateKind.OUTBOX_AGE,
        GateKind.SIGNERS_AGE,
        GateKind.SOFTWARE_AGE,
    }
)
"""Ages grow by a day each day, so that the days left are known."""


@dataclass(frozen=True, slots=True)
class GateRule:
    """One limit.

    Attributes:
        needs: Services with any of these needs close; every service if empty.
    """

    kind: GateKind
    limit: float
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a limit that would close everything at once.

        Raises:
            InvalidValue: it is not above nothing.
        """
        if self.limit <= 0:
            raise InvalidValue(field="limit", reason="not-above-zero")


@dataclass(frozen=True, slots=True)
class GateState:
    """Where a terminal stands before one limit.

    Attributes:
        days_left: Until it closes, if nothing changes; none where that cannot be
            told. Never below zero.
    """

    rule: GateRule
    value: float
    is_closed: bool
    days_left: float | None = None

    def closes(self, needs: Sequence[str]) -> bool:
        """Whether a service with these needs is closed by it now."""
        return self.is_closed and (
            not self.rule.needs or any(need in self.rule.needs for need in needs)
        )


DEFAULT_GATES = (
    GateRule(GateKind.SYNC_AGE, 21.0, ("records", "centre")),
    GateRule(GateKind.OUTBOX_COUNT, 20_000, ("store",)),
    GateRule(GateKind.OUTBOX_AGE, 30.0, ("store",)),
    GateRule(GateKind.DISK_FREE, 200.0, ("store",)),
    GateRule(GateKind.CLOCK_DRIFT, 300.0, ("records", "centre", "documents")),
    GateRule(GateKind.SIGNERS_AGE, 45.0, ("documents",)),
    GateRule(GateKind.SOFTWARE_AGE, 400.0),
    GateRule(GateKind.SUPPLIES, 1.0, ("printer",)),
)
"""What a terminal goes by until the centre has told it other limits."""


def judge(
    rules: Sequence[GateRule],
    measured: Mapping[GateKind, float],
    pace: float | None = None,
) -> tuple[GateState, ...]:
    """Hold measurements against limits; what was not measured closes nothing.

    Args:
        rules: The limits.
        measured: In the units of `GateKind`.
        pace: Sheets used in a day, where that is known.
    """
    states = (
        _state(rule, measured[rule.kind]) for rule in rules if rule.kind in measured
    )
    return tuple(_paced(state, pace) for state in states)


def _paced(state: GateState, pace: float | None) -> GateState:
    """Tell how many days supplies last above their limit."""
    if state.rule.kind is not GateKind.SUPPLIES or not pace:
        return state
    left = max(0.0, state.value - state.rule.limit) / pace
    return replace(state, days_left=left)


def _state(rule: GateRule, value: float) -> GateState:
    if rule.kind in (GateKind.DISK_FREE, GateKind.SUPPLIES):
        return GateState(rule, value, value < rule.limit)
    if rule.kind is GateKind.CLOCK_DRIFT:
        return GateState(rule, value, abs(value) > rule.limit)
    left = max(0.0, rule.limit - value) if rule.kind in _GROW_BY_DAYS else None
    return GateState(rule, value, value > rule.limit, left)
