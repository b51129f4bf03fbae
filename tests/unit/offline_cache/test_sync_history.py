"""Whatever the line does: each deed once at the centre, in its lane's order."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from kiosk.domain.deed import Deed
from offline_cache.store import open_store
from offline_cache.sync import SyncLoop
from tests.hand_clock import HandClock
from tests.unit.offline_cache.faulty_line import FaultyLine, Manner, Mishap
from tests.unit.offline_cache.invented import KeyInHand, deed, resident

PEOPLE = 4
STRANGER = 9
MOST_STEPS = 2_000


class Longest:
    """Jitter that always draws the longest pause."""

    def uniform(self, low: float, high: float) -> float:
        assert low <= high
        return high


class History(RuleBasedStateMachine):
    """Residents act, the line fails, the terminal restarts; then all gets well."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory(dir="/dev/shm")
        self.clock = HandClock()
        self.centre = FaultyLine([resident(i) for i in range(PEOPLE)], self.clock)
        self.appended: list[Deed] = []
        self.open()

    def open(self) -> None:
        path = Path(self.directory.name) / "store.db"
        self.store = open_store(path, KeyInHand(), self.clock)
        self.loop = SyncLoop(self.store.outbox, self.centre, self.clock, Longest())

    @rule(person=st.sampled_from([*range(PEOPLE), STRANGER]), again=st.booleans())
    def act(self, person: int, *, again: bool) -> None:
        new = deed(len(self.appended) + 1, person)
        self.store.outbox.append(new)
        if again:
            self.store.outbox.append(new)
        self.appended.append(new)

    @precondition(lambda self: self.appended)
    @rule(which=st.integers(0), manner=st.sampled_from(Manner))
    def spoil(self, which: int, manner: Manner) -> None:
        bad = self.appended[which % len(self.appended)]
        if bad.id not in self.centre.do("deeds"):
            self.centre.manners[bad.id] = manner

    @rule(mishap=st.sampled_from(Mishap), turns=st.integers(1, 4))
    def turn(self, mishap: Mishap, turns: int) -> None:
        self.centre.mishap = mishap
        for _ in range(turns):
            self.clock.forward(self.loop.step())

    @rule()
    def line_breaks(self) -> None:
        self.centre.is_down = True

    @rule()
    def line_mends(self) -> None:
        self.centre.is_down = False

    @precondition(lambda self: self.centre.late)
    @rule()
    def late_request_arrives(self) -> None:
        self.centre.deliver_late()

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.open()

    @invariant()
    def effects_come_once_and_in_order(self) -> None:
        effects = self.centre.do("deeds")
        assert len(effects) == len(set(effects))
        for person in range(PEOPLE):
            lane = [each.id for each in self.lane(person)]
            done = [each for each in effects if each in set(lane)]
            skipped = self.refused()
            assert done == [each for each in lane if each not in skipped][: len(done)]

    @invariant()
    def nothing_is_dropped(self) -> None:
        kept = {each.id for each in self.store.outbox.pending(10_000)}
        known = kept | self.refused() | set(self.centre.do("deeds"))
        assert {each.id for each in self.appended} == known

    def teardown(self) -> None:
        self.centre.is_down, self.centre.mishap = False, Mishap.NONE
        while self.centre.late:
            self.centre.deliver_late()
        self.turn_until(self.stuck())
        for bad in self.stuck():
            self.centre.manners.pop(bad, None)
        self.turn_until(set())
        self.effects_come_once_and_in_order()
        self.dead_letters_are_complete()
        self.store.close()
        self.directory.cleanup()

    def dead_letters_are_complete(self) -> None:
        letters = {each.deed.id: each for each in self.store.outbox.dead_letters()}
        strangers = {each.id for each in self.lane(STRANGER)}
        spoilers = self.centre.manners.keys()
        effects = set(self.centre.do("deeds"))
        assert letters.keys() == (strangers | spoilers) - effects
        assert all(each.reason for each in letters.values())
        assert all(each.deed in self.appended for each in letters.values())

    def turn_until(self, left: set[str]) -> None:
        """Work until only these deeds are left; nothing else may have to wait."""
        for _ in range(MOST_STEPS):
            pending = {each.id for each in self.store.outbox.pending(10_000)}
            if pending == left:
                return
            self.clock.forward(self.loop.step() or 0.01)
        raise AssertionError(pending ^ left)

    def stuck(self) -> set[str]:
        """Name the deeds that can never be answered, and those behind them."""
        stuck: set[str] = set()
        open_ids = {each.id for each in self.store.outbox.pending(10_000)}
        for person in [*range(PEOPLE), STRANGER]:
            lane = [each.id for each in self.lane(person) if each.id in open_ids]
            bad = [self.centre.manners.get(each) for each in lane]
            blocks = [
                place
                for place, manner in enumerate(bad)
                if manner in (Manner.PUT_OFF, Manner.CHOKES)
            ]
            stuck |= set(lane[blocks[0] :]) if blocks else set()
        return stuck

    def lane(self, person: int) -> list[Deed]:
        return [
            each
            for each in self.appended
            if each.payload["number"] == deed(1, person).payload["number"]
        ]

    def refused(self) -> set[str]:
        return {each.deed.id for each in self.store.outbox.dead_letters()}


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow],
)
