"""A community terminal without a line for fourteen days, and the day it comes back.

The clock is turned by hand; store, envelopes, limits and the centre are real.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.deeds.receive import Intake
from backend.home import Home
from backend.installation import open_database
from backend.journal import Journal
from backend.sample.community import COMMUNITIES
from backend.sample.demonstration import DEMONSTRATION
from backend.store.envelopes import PreparedEnvelope
from backend.store.fleet import ReceivedDeed
from backend.store.papers import CopyEvent
from kiosk.assembly.cabinet import Cabinet
from kiosk.assembly.stations import new_id
from kiosk.clock import SystemClock
from kiosk.domain.card import CardKind, ResidentCard
from kiosk.domain.deed import Deed, DeedKind
from kiosk.domain.envelope import PreparedCertificate
from kiosk.domain.fault import NoRecord
from kiosk.domain.staff import IdentifiedBy
from kiosk.domain.wire import to_wire
from kiosk.ports.store import CopyState
from tests.contracts.outpost import NOWHERE, Outpost, at
from tests.hand_clock import HandClock
from tests.unit.backend.running_centre import RunningCentre, make_centre

DAYS = 14
_AT_ONCE = 500
PATIENCE_SECONDS = 90


class TurnedClock(HandClock):
    """Turned by hand, but begins now, because the centre's clock is not turned."""

    def __init__(self) -> None:
        super().__init__()
        self._start = SystemClock().now()


class Fortnight:
    """Residents come each day; what they did is kept for the reckoning."""

    def __init__(self, running: RunningCentre, folder: Path) -> None:
        self.outpost = Outpost(running, "community-1", folder, COMMUNITIES[0])
        self.clock = TurnedClock()
        self.outpost.clock = self.clock
        self.cards = [
            ResidentCard(
                CardKind.SOCIAL_SECURITY,
                str(card["number"]),
                str(card["name"]),
                identification_code=str(card["identification_code"]),
            )
            for card in (resident.card() for resident in DEMONSTRATION.values())
        ]
        self.deeds: list[str] = []
        self.printed: list[str] = []

    def stock_up(self) -> int:
        """While the line is good: register, and fetch every envelope."""
        with closing(self.outpost.open()) as cabinet:
            # The centre prepares in its own time, on a thread of its own.
            end = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < end and not self._prepared():
                self.clock.forward(11)
                cabinet.tidy()
            self.clock.forward(3601)
            cabinet.tidy()
            return cabinet.store.envelopes.stock().count

    def _prepared(self) -> int:
        """Count what the centre has prepared so far for this terminal."""
        with (
            closing(open_database(Home(self.outpost.running.home))) as database,
            database.reading() as session,
        ):
            mine = PreparedEnvelope.terminal == self.outpost.name
            return session.scalar(select(func.count()).where(mine)) or 0

    def live(self) -> list[frozenset[str]]:
        """Fourteen days without a line; gives what was closed each day."""
        self.outpost.settings = at(self.outpost.settings, NOWHERE)
        closed = []
        for day in range(DAYS):
            with closing(self.outpost.open()) as cabinet:
                for card in self.cards:
                    self._serve(cabinet, card, day)
                self.clock.forward(timedelta(days=1).total_seconds())
                cabinet.pulse.step()
            gates = self.outpost.board.right.gates
            closed.append(
                frozenset(str(gate.rule.kind) for gate in gates if gate.is_closed)
            )
        return closed

    def come_back(self) -> tuple[int, Counter[str]]:
        """The line is back: gives what waited, and how the centre answered.

        The centre's books are written at the turned clock's time, in this process.
        """
        home = Home(self.outpost.running.home)
        answered: Counter[str] = Counter()
        with (
            closing(self.outpost.open()) as cabinet,
            closing(open_database(home)) as database,
        ):
            outbox, name = cabinet.store.outbox, self.outpost.name
            before = outbox.pending_count()
            journal = Journal(StringIO(), self.clock.now)
            intake = Intake(database, journal, name, self.clock.now())
            while deeds := outbox.next_of_each_lane(_AT_ONCE):
                answers = intake.receive(to_wire(deeds))
                outbox.apply(answers)
                answered.update(f"{each.outcome} {each.reason}" for each in answers)
            assert cabinet.store.audit.verify() is None
        return before, answered

    def _serve(self, cabinet: Cabinet, card: ResidentCard, day: int) -> None:
        try:
            dossier = cabinet.envelopes.open(card)
        except NoRecord:
            return
        if dossier.certificates:
            self._print(cabinet, dossier.certificates[0])
        # Somebody asks for a review on each day, with or without a paper.
        facts = {"number": card.number, "service": "fortnight", "reason": f"day-{day}"}
        self._record(cabinet, DeedKind.REVIEW_REQUESTED, facts)

    def _print(self, cabinet: Cabinet, copy: PreparedCertificate) -> None:
        serial = copy.certificate.serial
        moment = self.clock.now()
        facts = {"serial": serial, "method": str(IdentifiedBy.FACE)}
        facts |= {"opened_at": moment.isoformat()}
        deed = Deed(new_id(), DeedKind.PREPARED_ISSUED, moment, facts)
        cabinet.envelopes.reserve(serial, copy.certificate.pages, deed)
        self.deeds.append(deed.id)
        self.printed.append(serial)
        cabinet.settle(serial, CopyState.OUT)
        told = {"serial": serial, "state": str(CopyState.OUT)}
        self._record(cabinet, DeedKind.COPY_SETTLED, told)

    def _record(self, cabinet: Cabinet, kind: DeedKind, facts: dict[str, str]) -> None:
        deed = Deed(new_id(), kind, self.clock.now(), facts)
        cabinet.record(deed)
        self.deeds.append(deed.id)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentre]:
    running = RunningCentre(make_centre(tmp_path_factory.mktemp("centre") / "home"))
    yield running
    running.stop()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_community_is_served_for_a_fortnight_and_nothing_is_lost(
    running: RunningCentre, tmp_path: Path
) -> None:
    fortnight = Fortnight(running, tmp_path)
    assert fortnight.stock_up() > 0
    assert fortnight.live() == [frozenset()] * DAYS
    assert fortnight.printed
    assert len(fortnight.printed) == len(set(fortnight.printed))
    waited, answered = fortnight.come_back()
    assert waited == len(fortnight.deeds)
    assert answered == {"accepted ": waited}
    told, events = books(running.home)
    assert Counter(fortnight.deeds) == Counter(
        deed for deed in told if deed in set(fortnight.deeds)
    )
    for serial in fortnight.printed:
        assert events.count((serial, "out")) == 1


def books(home: Path) -> tuple[Sequence[str], list[tuple[str, str]]]:
    """Read which deeds the centre has, and what it was told of copies."""
    with (
        closing(open_database(Home(home))) as database,
        database.reading() as session,
    ):
        told = session.scalars(select(ReceivedDeed.deed_id)).all()
        events = session.scalars(select(CopyEvent)).all()
        return told, [(event.serial, str(event.standing)) for event in events]
