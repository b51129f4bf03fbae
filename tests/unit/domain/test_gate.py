"""Gates close what they name, past their limits alone, and say how long is left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.fault import InvalidValue
from kiosk.domain.gate import DEFAULT_GATES, GateKind, GateRule, judge
from kiosk.domain.wire import from_wire, to_wire

AGES = (
    GateKind.SYNC_AGE,
    GateKind.OUTBOX_AGE,
    GateKind.SIGNERS_AGE,
    GateKind.SOFTWARE_AGE,
)


@given(st.sampled_from(AGES), st.floats(0.1, 1000), st.floats(0, 2000))
def test_an_age_closes_just_when_no_days_are_left(
    kind: GateKind, limit: float, value: float
) -> None:
    (state,) = judge([GateRule(kind, limit)], {kind: value})
    assert state.days_left is not None
    assert state.is_closed == (value > limit)
    assert state.days_left == pytest.approx(max(0.0, limit - value))
    assert not (state.is_closed and state.days_left > 0)


def test_a_disk_closes_below_and_a_clock_either_way() -> None:
    rules = [GateRule(GateKind.DISK_FREE, 200), GateRule(GateKind.CLOCK_DRIFT, 300)]

    def closed(free: float, drift: float) -> list[bool]:
        measured = {GateKind.DISK_FREE: free, GateKind.CLOCK_DRIFT: drift}
        return [state.is_closed for state in judge(rules, measured)]

    assert closed(200, 300) == [False, False]
    assert closed(199, -301) == [True, True]
    assert closed(10_000, 301) == [False, True]


def test_what_was_not_measured_closes_nothing() -> None:
    assert judge(DEFAULT_GATES, {}) == ()


def test_only_services_with_a_named_need_close() -> None:
    (state,) = judge(
        [GateRule(GateKind.SYNC_AGE, 1, ("records",))], {GateKind.SYNC_AGE: 2}
    )
    assert state.closes(["card", "records"])
    assert not state.closes(["documents"])
    (all_of_them,) = judge([GateRule(GateKind.SYNC_AGE, 1)], {GateKind.SYNC_AGE: 2})
    assert all_of_them.closes([])


def test_limits_travel_and_a_senseless_one_does_not() -> None:
    assert from_wire(tuple[GateRule, ...], to_wire(DEFAULT_GATES)) == DEFAULT_GATES
    with pytest.raises(InvalidValue):
        from_wire(GateRule, {"kind": "sync-age", "limit": 0, "needs": []})
