"""Dispatch: who answers first wins, late replies are dropped, hangs are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.domain.fault import CardRemoved, DeviceLost, Expired
from kiosk.terminal.dispatch import Dispatch, Route
from kiosk.visit.errand import RenderPages
from kiosk.visit.question import ReadCard, Tell
from kiosk.work.reply import Answered, Broke, Failed, Progressed
from kiosk.work.station import Station
from kiosk.work.worker import Duty, Job
from tests.hand_clock import HandClock
from tests.rehearsal import CARD


@dataclass
class Desk:
    """Two stations whose workers never start, so that jobs can be looked at."""

    clock: HandClock = field(default_factory=HandClock)
    jobs: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stations = [_Tray(name, self.jobs, self.clock) for name in ("a", "b")]
        routes: Any = {
            ReadCard: [Route(each, _never, None) for each in self.stations],
            RenderPages: [Route(self.stations[0], _never, 10.0)],
        }
        self.dispatch = Dispatch(routes, self.clock)


class _Tray(Station):
    """A station that keeps its jobs in a list."""

    def __init__(self, name: str, jobs: list[Job], clock: HandClock) -> None:
        duty: Duty[Any] = Duty((name,), lambda: None)
        super().__init__(duty, lambda _: None, clock)
        self._jobs = jobs

    def submit(self, job: Job) -> None:
        self._jobs.append(job)


def _never(_device: object, _ask: object, _tools: object) -> object:
    raise AssertionError


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_two_readers_race_and_the_loser_is_called_off(desk: Desk) -> None:
    desk.dispatch.send(ReadCard())
    first, second = desk.jobs
    assert desk.dispatch.accept(Answered(second.ticket, CARD)) is not None
    assert first.cancellation.is_cancelled
    assert desk.dispatch.accept(Answered(first.ticket, CARD)) is None


def test_a_missing_reader_does_not_end_the_race(desk: Desk) -> None:
    desk.dispatch.send(ReadCard())
    first, second = desk.jobs
    assert desk.dispatch.accept(Failed(first.ticket, DeviceLost())) is None
    assert not second.cancellation.is_cancelled
    last = Failed(second.ticket, DeviceLost())
    assert desk.dispatch.accept(last) == last


def test_trouble_with_a_card_decides_at_once(desk: Desk) -> None:
    desk.dispatch.send(ReadCard())
    first, second = desk.jobs
    torn = Failed(first.ticket, CardRemoved())
    assert desk.dispatch.accept(torn) == torn
    assert second.cancellation.is_cancelled


def test_a_reply_to_an_earlier_question_never_reaches_the_next(desk: Desk) -> None:
    desk.dispatch.send(ReadCard())
    late = desk.jobs[0]
    desk.dispatch.send(Tell("next"))
    for reply in (
        Answered(late.ticket, CARD),
        Failed(late.ticket, CardRemoved()),
        Progressed(late.ticket, "picture"),
        Broke(late.ticket, "trace"),
    ):
        assert desk.dispatch.accept(reply) is None


def test_a_worker_beyond_its_deadline_is_named_once(desk: Desk) -> None:
    desk.dispatch.send(RenderPages(b""))
    desk.clock.forward(9)
    assert desk.dispatch.overdue() is None
    desk.clock.forward(2)
    late = desk.dispatch.overdue()
    assert late == (desk.stations[0], Expired(part="a"))
    assert desk.dispatch.overdue() is None


def test_waiting_for_people_has_no_deadline(desk: Desk) -> None:
    desk.dispatch.send(ReadCard())
    desk.clock.forward(100_000)
    assert desk.dispatch.overdue() is None
