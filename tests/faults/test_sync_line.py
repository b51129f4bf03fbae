"""The whole way, with a line that fails all the time: each deed once at the centre."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.home import Home
from backend.installation import open_database
from backend.store.fleet import ReceivedDeed, ReviewTicket
from kiosk.clock import SystemClock
from kiosk.domain.deed import Deed, DeedKind
from offline_cache.courier import Courier
from offline_cache.store import Store, open_store
from offline_cache.sync import SyncLoop
from tests.contracts.centre_rig import courier_for
from tests.faults.tcp_proxy import TcpProxy, Way
from tests.unit.backend.running_centre import RunningCentre, make_centre, subject_of
from tests.unit.offline_cache.invented import KeyInHand, deed

pytestmark = [pytest.mark.xdist_group("sync-line"), pytest.mark.slow]

DEEDS = 24
LIMIT_SECONDS = 60
PATIENCE_SECONDS = 0.6
WAYS = [Way.OPEN, Way.OPEN, Way.CUT, Way.SWALLOW_ANSWER, Way.CUT_ANSWER]


class Hasty:
    """Jitter without waiting: the line, not the pauses, is what is tried here."""

    def uniform(self, low: float, high: float) -> float:
        assert low <= high
        return 0.0


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path / "home"))
    yield running
    assert running.stop() == 0


def request(serial: int) -> Deed:
    """Ask for a review; every third is about nobody the city knows."""
    key = ("employee", "pensioner-due", "not-recorded")[serial % 3]
    made = deed(serial)
    payload = {**made.payload, "number": subject_of(key).number}
    return Deed(made.id, DeedKind.REVIEW_REQUESTED, made.made_at, payload)


def test_each_deed_comes_once_over_a_failing_line(
    centre: RunningCentre, tmp_path: Path
) -> None:
    clock = SystemClock()
    port = int(centre.url.rsplit(":", 1)[1])
    with (
        TcpProxy(port) as proxy,
        closing(open_store(tmp_path / "store.db", KeyInHand(), clock)) as store,
        closing(
            courier_for(centre.home / "hall-1", proxy.port, patience=PATIENCE_SECONDS)
        ) as courier,
    ):
        for serial in range(DEEDS):
            store.outbox.append(request(serial))
        work(store, courier, proxy)
        letters = {each.deed.id for each in store.outbox.dead_letters()}
    assert letters == {request(serial).id for serial in range(2, DEEDS, 3)}
    assert effects(centre) == Counter(
        request(serial).id for serial in range(DEEDS) if serial % 3 != 2
    )
    assert len(received(centre)) == DEEDS


def work(store: Store, courier: Courier, proxy: TcpProxy) -> None:
    """Step until the outbox is empty, while the line does as it likes."""
    chance = random.Random(20261123)  # noqa: S311
    loop = SyncLoop(store.outbox, courier, SystemClock(), Hasty())
    limit = time.monotonic() + LIMIT_SECONDS
    while store.outbox.pending_count():
        assert time.monotonic() < limit
        proxy.go(chance.choice(WAYS))
        loop.step()


def effects(centre: RunningCentre) -> Counter[str]:
    """Count the review tickets of each deed."""
    database = open_database(Home(centre.home))
    with closing(database), database.reading() as session:
        return Counter(session.scalars(select(ReviewTicket.deed_id)))


def received(centre: RunningCentre) -> set[str]:
    """Name the deeds the centre has heard of."""
    database = open_database(Home(centre.home))
    with closing(database), database.reading() as session:
        return set(session.scalars(select(ReceivedDeed.deed_id)))


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that a busy machine may be slow to do."""
    limit = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < limit


def test_centre_that_restarts_is_found_again(
    centre: RunningCentre, tmp_path: Path
) -> None:
    """The kept line is stale then; nobody notices."""
    port = int(centre.url.rsplit(":", 1)[1])
    with (
        TcpProxy(port) as proxy,
        closing(courier_for(centre.home / "hall-1", proxy.port)) as courier,
        closing(open_store(tmp_path / "store.db", KeyInHand(), SystemClock())) as store,
    ):
        until(lambda: courier.status().is_usable)
        centre.kill()
        again = RunningCentre(centre.home)
        proxy.upstream_port = int(again.url.rsplit(":", 1)[1])
        try:
            store.outbox.append(request(1))
            loop = SyncLoop(store.outbox, courier, SystemClock(), Hasty())
            until(lambda: loop.step() >= 0 and not store.outbox.pending_count())
        finally:
            centre.process = again.process
