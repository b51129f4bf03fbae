"""Pauses of the sync loop: who waits, for how long, and who does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from offline_cache.store import Store
from offline_cache.sync import SyncLoop
from tests.hand_clock import HandClock
from tests.unit.offline_cache.faulty_line import FaultyLine, Manner
from tests.unit.offline_cache.invented import deed, open_in, resident

PEOPLE = 200
ISOLATION_SECONDS = 60


class Longest:
    """Jitter that always draws the longest pause."""

    def uniform(self, low: float, high: float) -> float:
        assert low <= high
        return high


class Bench:
    """A loop between a store and a centre, with a clock turned by hand."""

    def __init__(self, store: Store) -> None:
        self.clock = HandClock()
        self.store = store
        self.centre = FaultyLine([resident(n) for n in range(PEOPLE)], self.clock)
        self.loop = SyncLoop(store.outbox, self.centre, self.clock, Longest())

    def append(self, first: int, last: int) -> None:
        for serial in range(first, last):
            self.store.outbox.append(deed(serial, serial % PEOPLE))

    def run(self, seconds: float) -> None:
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            self.clock.forward(self.loop.step() or 0.01)

    def is_done(self, serial: int) -> bool:
        return deed(serial).id in self.centre.do("deeds")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = open_in(tmp_path)
    yield Bench(store)
    store.close()


def test_empty_outbox_asks_nothing(bench: Bench) -> None:
    assert bench.loop.step() == 1.0
    assert bench.centre.sendings == {}


def test_batches_follow_each_other_at_once(bench: Bench) -> None:
    bench.append(1, 51)
    assert [bench.loop.step() for _ in range(2)] == [0.0] * 2
    assert bench.store.outbox.pending_count() == 0


def test_batches_grow_while_they_are_answered_quickly(bench: Bench) -> None:
    for serial in range(1, 1000):
        bench.store.outbox.append(deed(serial, serial % PEOPLE))
    while bench.store.outbox.pending_count():
        assert bench.loop.step() == 0.0
    assert bench.centre.batches == [20, 40, 80, 160, 160, 160, 160, 160, 59]


def test_slow_centre_gets_small_batches(bench: Bench) -> None:
    """Who stands before the terminal waits for one small batch at most."""
    bench.centre.pass_time = lambda: bench.clock.forward(1.0)
    bench.append(1, 101)
    for _ in range(5):
        assert bench.loop.step() == 0.0
    assert bench.centre.batches == [20] * 5


def test_centre_that_becomes_slow_gets_smaller_batches(bench: Bench) -> None:
    bench.append(1, 161)
    for _ in range(2):
        bench.loop.step()
    bench.centre.pass_time = lambda: bench.clock.forward(1.0)
    for _ in range(3):
        bench.loop.step()
    assert bench.centre.batches == [20, 40, 80, 20]


def test_heavy_deeds_share_a_thin_line_fairly(bench: Bench) -> None:
    for serial in range(1, 31):
        light = deed(serial, serial)
        heavy = {**light.payload, "evidence_closed": "A" * 43_000}
        bench.store.outbox.append(replace(light, payload=heavy))
    while bench.store.outbox.pending_count():
        assert bench.loop.step() == 0.0
    assert bench.centre.batches == [9, 9, 9, 3]


def test_pauses_double_up_to_five_minutes(bench: Bench) -> None:
    bench.centre.is_down = True
    bench.append(1, 3)
    pauses = []
    for _ in range(12):
        pauses.append(bench.loop.step())
        bench.clock.forward(pauses[-1])
    assert pauses[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert set(pauses[9:]) == {300}


def test_pause_holds_until_its_end(bench: Bench) -> None:
    bench.centre.is_down = True
    bench.append(1, 2)
    pause = bench.loop.step()
    bench.centre.is_down = False
    bench.clock.forward(pause / 2)
    assert bench.loop.step() == pytest.approx(pause / 2)
    assert not bench.is_done(1)
    bench.clock.forward(pause / 2)
    assert bench.loop.step() == 0.0
    assert bench.is_done(1)


def test_centre_that_is_away_makes_nobody_a_suspect(bench: Bench) -> None:
    """After a night without a line everything goes in full batches again."""
    bench.append(1, 101)
    bench.centre.is_down = True
    bench.run(3600)
    bench.centre.is_down = False
    bench.clock.forward(300)
    for _ in range(5):
        bench.loop.step()
    assert bench.store.outbox.pending_count() == 0


def test_plea_for_time_is_heard(bench: Bench) -> None:
    bench.centre.do("fault", name="busy")
    bench.append(1, 3)
    assert bench.loop.step() >= 1.0


def test_revoked_terminal_hardly_asks(bench: Bench) -> None:
    bench.centre.do("fault", name="revoked")
    bench.append(1, 3)
    assert bench.loop.step() == 600.0
    assert bench.store.outbox.pending_count() == 2


@pytest.mark.parametrize("count", [1, 20, 45])
def test_deeds_put_off_for_ever_starve_nobody(bench: Bench, count: int) -> None:
    bench.append(1, 1 + count)
    for serial in range(1, 1 + count):
        bench.centre.manners[deed(serial).id] = Manner.PUT_OFF
    bench.run(3600)
    bench.append(100, 103)
    bench.run(2)
    assert all(bench.is_done(serial) for serial in (100, 101, 102))
    assert bench.store.outbox.pending_count() == count
    assert max(bench.centre.sendings.values()) < 40


@pytest.mark.parametrize("manner", [Manner.CHOKES, Manner.SPOILS])
@pytest.mark.parametrize("place", [1, 7, 20, 33])
def test_poison_is_found_and_the_others_go_on(
    bench: Bench, manner: Manner, place: int
) -> None:
    bench.append(1, 41)
    bench.centre.manners[deed(place).id] = manner
    bench.run(ISOLATION_SECONDS)
    missing = [n for n in range(1, 41) if not bench.is_done(n)]
    assert missing == [place]
    bench.append(50, 53)
    bench.run(2)
    assert all(bench.is_done(serial) for serial in (50, 51, 52))


def test_poison_that_heals_is_sent_in_the_end(bench: Bench) -> None:
    bench.append(1, 6)
    bench.centre.manners[deed(2).id] = Manner.CHOKES
    bench.run(600)
    bench.centre.manners.clear()
    bench.run(301)
    assert bench.is_done(2)
    assert bench.store.outbox.pending_count() == 0


def test_deed_that_spoils_batches_becomes_a_dead_letter(bench: Bench) -> None:
    bench.append(1, 6)
    bench.centre.manners[deed(2).id] = Manner.SPOILS
    bench.run(10)
    (letter,) = bench.store.outbox.dead_letters()
    assert (letter.deed, letter.reason) == (deed(2, 2), "invalid")
