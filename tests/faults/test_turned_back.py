"""Clocks that jump a year, stores and centres put back, and one identity twice.

Terminal, store and centre are real; the terminal's clock is turned by hand.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.fleet.ticket import open_tickets
from backend.home import Home
from backend.installation import open_database
from backend.sample.demonstration import DEMONSTRATION
from backend.store.fleet import ReceivedDeed, ReviewTicket
from kiosk.assembly.cabinet import Cabinet
from kiosk.assembly.stations import new_id
from kiosk.clock import SystemClock
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.gate import GateKind
from tests.contracts.outpost import Outpost
from tests.hand_clock import HandClock
from tests.unit.backend.running_centre import RunningCentre, make_centre

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

YEAR = timedelta(days=365).total_seconds()
PATIENCE_SECONDS = 90
_MOMENT = 0.001


class JumpingClock(HandClock):
    """Begins now; its wall time can jump, as a set clock does, and only that."""

    def __init__(self) -> None:
        super().__init__()
        self._start = SystemClock().now()
        self._jumped = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._jumped)

    def jump(self, seconds: float) -> None:
        self._jumped += seconds

    def let_fall_due(self, seconds: float) -> None:
        """Count seconds on, but hardly move the wall time: waiting makes no drift."""
        self.forward(seconds)
        self.jump(_MOMENT - seconds)


class Post:
    """A terminal before the centre, and the deeds it was told to keep."""

    def __init__(self, running: RunningCentre, name: str, folder: Path) -> None:
        self.outpost = Outpost(running, name, folder)
        self.clock = JumpingClock()
        self.outpost.clock = self.clock
        self.home = Home(running.home)
        self.deeds: list[str] = []

    @property
    def state(self) -> Path:
        return self.outpost.settings.state_directory

    def open(self) -> Cabinet:
        return self.outpost.open()

    def record(self, cabinet: Cabinet, reason: str) -> Deed:
        number = DEMONSTRATION["employee"].number
        facts = {"number": number, "service": self.outpost.name, "reason": reason}
        deed = Deed(new_id(), DeedKind.REVIEW_REQUESTED, self.clock.now(), facts)
        cabinet.record(deed)
        self.deeds.append(deed.id)
        return deed

    def send(self, cabinet: Cabinet) -> None:
        """Send until nothing waits, through whatever pauses there are."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if not cabinet.store.outbox.pending_count():
                return
            self.clock.let_fall_due(1.0)
            cabinet.sync.hurry()
            cabinet.sync.step()
            _pause()
        message = "deeds still wait"
        raise AssertionError(message)

    def beat(self, cabinet: Cabinet) -> None:
        """Let the next beat fall due, and have it answered by however slow a centre."""
        before = cabinet.store.standing.heard_at
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            self.clock.let_fall_due(60.0)
            cabinet.pulse.step()
            if cabinet.store.standing.heard_at != before:
                return
            _pause()
        message = "the centre never answered"
        raise AssertionError(message)

    def closed(self) -> set[GateKind]:
        gates = self.outpost.board.right.gates
        return {gate.rule.kind for gate in gates if gate.is_closed}

    def tickets(self) -> set[str]:
        with (
            closing(open_database(self.home)) as database,
            database.reading() as session,
        ):
            found = open_tickets(session, self.outpost.name)
            return {ticket.rule for ticket in found}

    def assert_each_counts_once(self) -> None:
        """Every deed has its line and its one effect in the centre's books."""
        with (
            closing(open_database(self.home)) as database,
            database.reading() as session,
        ):
            mine = ReceivedDeed.deed_id.in_(self.deeds)
            told = session.scalars(select(ReceivedDeed).where(mine)).all()
            answered = Counter(str(each.outcome) for each in told)
            assert answered == {"accepted": len(self.deeds)}, answered
            effects = select(func.count()).where(ReviewTicket.deed_id.in_(self.deeds))
            assert session.scalar(effects) == len(self.deeds)


def _pause() -> None:
    """Leave a slow centre a moment, so that its sign of life can come."""
    threading.Event().wait(0.02)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path_factory.mktemp("back") / "home"))
    yield running
    running.stop()


@pytest.mark.parametrize("jump", [YEAR, -YEAR], ids=["ahead", "behind"])
def test_a_clock_that_jumps_a_year_loses_nothing_and_closes_what_needs_it(
    running: RunningCentre, tmp_path: Path, jump: float
) -> None:
    name = "jump-ahead" if jump > 0 else "jump-behind"
    post = Post(running, name, tmp_path)
    with closing(post.open()) as cabinet:
        post.record(cabinet, "before")
        post.beat(cabinet)
        post.clock.jump(jump)
        post.record(cabinet, "meanwhile")
        post.beat(cabinet)
        assert GateKind.CLOCK_DRIFT in post.closed()
        assert "clock-wrong" in post.tickets()
    # A restart in the wrong year opens the same store.
    with closing(post.open()) as cabinet:
        post.send(cabinet)
        post.clock.jump(-jump)
        post.record(cabinet, "after")
        post.send(cabinet)
        post.beat(cabinet)
        post.beat(cabinet)
        assert post.closed() == set()
        assert "clock-wrong" not in post.tickets()
        assert cabinet.store.audit.verify() is None
    post.assert_each_counts_once()


def test_a_store_put_back_from_an_old_copy_is_seen_and_doubles_nothing(
    running: RunningCentre, tmp_path: Path
) -> None:
    post = Post(running, "put-back", tmp_path)
    with closing(post.open()) as cabinet:
        post.beat(cabinet)
        for number in range(3):
            post.record(cabinet, f"before-{number}")
    shutil.copytree(post.state, tmp_path / "yesterday")
    with closing(post.open()) as cabinet:
        post.send(cabinet)
        post.record(cabinet, "since")
        post.send(cabinet)
        post.beat(cabinet)
        assert post.tickets() == set()
    shutil.rmtree(post.state)
    shutil.copytree(tmp_path / "yesterday", post.state)
    with closing(post.open()) as cabinet:
        # The old copy does not know that its deeds were answered.
        assert cabinet.store.outbox.pending_count() == 3
        post.send(cabinet)
        post.beat(cabinet)
        post.record(cabinet, "again")
        post.send(cabinet)
    assert post.tickets() == {"store-put-back"}
    post.assert_each_counts_once()


def test_two_machines_with_one_identity_are_seen_and_both_lose_nothing(
    running: RunningCentre, tmp_path: Path
) -> None:
    post = Post(running, "twice", tmp_path / "one")
    with closing(post.open()) as cabinet:
        shared = post.record(cabinet, "on-both")
        post.send(cabinet)
        post.beat(cabinet)
    # A disk that was copied after the store was made anew: same name, same keys.
    first = post.outpost.settings
    post.outpost.settings = replace(first, state_directory=tmp_path / "two")
    with closing(post.open()) as cabinet:
        cabinet.record(shared)
        post.record(cabinet, "on-the-second")
        post.send(cabinet)
        post.beat(cabinet)
    post.outpost.settings = first
    with closing(post.open()) as cabinet:
        post.record(cabinet, "on-the-first")
        post.send(cabinet)
        post.beat(cabinet)
    assert post.tickets() == {"identity-twice"}
    post.assert_each_counts_once()


class OwnCentre:
    """A centre for one test, which stops it and puts it back."""

    def __init__(self, home: Path) -> None:
        self.running = RunningCentre(home)
        self._port = self.running.url.rsplit(":", 1)[1]

    def stop(self) -> None:
        self.running.stop()

    def start(self) -> None:
        self.running = RunningCentre(self.running.home, "--port", self._port)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnCentre]:
    centre = OwnCentre(make_centre(tmp_path / "home"))
    yield centre
    centre.stop()


def test_a_centre_put_back_from_yesterday_seals_nobody_and_goes_on(
    own: OwnCentre, tmp_path: Path
) -> None:
    home = own.running.home
    old = Post(own.running, "known", tmp_path / "known")
    with closing(old.open()) as cabinet:
        old.record(cabinet, "yesterday")
        old.send(cabinet)
        old.beat(cabinet)
    own.stop()
    shutil.copytree(home, tmp_path / "yesterday")
    own.start()
    young = Post(own.running, "young", tmp_path / "young")
    with closing(young.open()) as cabinet:
        young.beat(cabinet)
    with closing(old.open()) as cabinet:
        lost = old.record(cabinet, "answer-lost")
        own.stop()
        old.clock.let_fall_due(1.0)
        cabinet.sync.step()
        for file in home.glob("centre.sqlite3*"):
            file.unlink()
        for file in (tmp_path / "yesterday").glob("centre.sqlite3*"):
            shutil.copy(file, home)
        own.start()
        old.record(cabinet, "today")
        old.send(cabinet)
        old.beat(cabinet)
    assert lost.id in old.deeds
    old.assert_each_counts_once()
    with closing(young.open()) as cabinet:
        young.record(cabinet, "unknown-here")
        assert is_unknown(cabinet)
        cabinet.tidy()
        assert not cabinet.dismissal.is_final
        assert cabinet.store.outbox.pending_count() == 1
    assert not (young.state / "store.key.sealed").exists()


def is_unknown(cabinet: Cabinet) -> bool:
    """Ask until the centre, however slow, has said that it does not know us."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if cabinet.centre.status().cause == "revoked":
            return True
        _pause()
    return False
