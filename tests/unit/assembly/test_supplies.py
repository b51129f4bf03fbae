"""Paper and toner are counted, their end is told, and a refill is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assembly.supplies import Supplies
from kiosk.diagnostics.supply_work import since_key
from kiosk.domain.gate import GateKind, GateRule, judge
from kiosk.domain.heartbeat import DeviceReport, Readiness, SupplyReport
from kiosk.domain.supply import forecast
from kiosk.part_settings import PrinterSettings
from kiosk.ports.store import CopyState
from offline_cache.store import Store, open_store
from tests.hand_clock import HandClock
from tests.unit.offline_cache.invented import KeyInHand

DAY = 86_400.0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    with closing(open_store(tmp_path / "store.db", KeyInHand(bytes(32)), clock)) as one:
        yield one


def use(store: Store, clock: HandClock, days: int, sheets: int) -> None:
    """Print so many sheets a day."""
    for day in range(days):
        serial = f"{clock.now():%Y%m%d}-{day}"
        store.ledger.reserve(serial, sheets)
        store.ledger.settle(serial, CopyState.OUT)
        clock.forward(DAY)


def level(told: str) -> Readiness:
    printer = DeviceReport("printer", "online", "", (SupplyReport("paper", told),))
    return Readiness("welcoming", (), (printer,))


def test_the_days_left_follow_from_what_was_used(
    store: Store, clock: HandClock
) -> None:
    sizes = PrinterSettings(uri="ipp://x/", tray_sheets=500, toner_sheets=3000)
    supplies = Supplies(store, sizes, clock)
    use(store, clock, days=10, sheets=20)
    paper, toner = supplies.forecasts()
    assert (paper.name, paper.sheets_left, paper.days_left) == ("paper", 300, 15.0)
    assert (toner.name, toner.sheets_left, toner.days_left) == ("toner", 2800, 140.0)
    assert supplies.sheets_left() == 300
    (gate,) = judge(
        [GateRule(GateKind.SUPPLIES, 100, ("printer",))],
        {GateKind.SUPPLIES: 300},
        supplies.pace,
    )
    assert gate.days_left == pytest.approx(10.0)
    assert not gate.is_closed


def test_a_refill_is_seen_by_the_sensor_and_counts_from_then(
    store: Store, clock: HandClock
) -> None:
    supplies = Supplies(store, PrinterSettings(uri="ipp://x/", tray_sheets=500), clock)
    supplies.notice(level("ok"))
    assert since_key("paper") not in store.logbook.kept()
    use(store, clock, days=10, sheets=60)
    # More went out than fits in: nobody told of a refill. It never closes by count.
    assert [each.sheets_left for each in supplies.forecasts()] == [0]
    assert supplies.sheets_left() == 1.0
    supplies.notice(level("low"))
    supplies.notice(level("ok"))
    assert [each.sheets_left for each in supplies.forecasts()] == [500]


def test_nothing_is_told_where_nobody_said_how_much_there_is(
    store: Store, clock: HandClock
) -> None:
    use(store, clock, days=1, sheets=3)
    supplies = Supplies(store, PrinterSettings(uri="ipp://x/"), clock)
    assert supplies.forecasts() == ()
    assert supplies.sheets_left() is None
    assert supplies.pace is None


@given(
    st.integers(1, 10_000),
    st.integers(0, 20_000),
    st.integers(0, 20_000),
    st.floats(0, 28),
)
def test_a_forecast_is_never_below_nothing(
    capacity: int, used: int, recent: int, days: float
) -> None:
    told = forecast("paper", capacity, used, recent, days)
    assert 0 <= told.sheets_left <= capacity
    assert (told.days_left is None) == (recent == 0)
    assert told.days_left is None or told.days_left >= 0
    more = forecast("paper", capacity, used, recent + 1, days)
    assert more.days_left is not None
    assert told.days_left is None or more.days_left <= told.days_left
    assert replace(more, days_left=None) == replace(told, days_left=None)
