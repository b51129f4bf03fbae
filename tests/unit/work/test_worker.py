"""Workers: one reply for each job, faults as values, devices that come and go."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.domain.fault import Cancelled, DeviceLost, Jammed
from kiosk.ports.capability import Capabilities, DeviceClass
from kiosk.ports.device import DeviceState, DeviceStatus
from kiosk.work.reply import (
    Answered,
    Broke,
    Described,
    Failed,
    Progressed,
    Reply,
    StatusReported,
)
from kiosk.work.station import Station, WornOut
from kiosk.work.worker import Duty, Job, Tools, Worker, capabilities_of
from tests.hand_clock import HandClock

LIMIT = 5.0


class Kettle:
    """A device small enough to be seen through."""

    name = "kettle"

    def __init__(self) -> None:
        self.is_closed = False
        self.thread = threading.current_thread().name

    def status(self) -> DeviceStatus:
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        self.is_closed = True

    def boil(self, tools: Tools) -> str:
        tools.show("bubbles")
        return "hot"


class Outcomes:
    """Collects replies; waits for them with a limit."""

    def __init__(self) -> None:
        self._replies: queue.SimpleQueue[Reply] = queue.SimpleQueue()

    def post(self, reply: Reply) -> None:
        self._replies.put(reply)

    def next(self, *kinds: type[Reply]) -> Reply:
        while True:
            reply = self._replies.get(timeout=LIMIT)
            if isinstance(reply, kinds):
                return reply


@contextmanager
def worker(duty: Duty[Kettle], outcomes: Outcomes) -> Iterator[Worker[Kettle]]:
    running = Worker(duty, outcomes.post)
    running.start()
    yield running
    assert running.stop(LIMIT)


def kettle_duty() -> Duty[Kettle]:
    return Duty(("kettle",), Kettle, poll_seconds=0.05)


def boil(device: Kettle, tools: Tools) -> object:
    return device.boil(tools)


def jam(_device: Kettle, _tools: Tools) -> object:
    raise Jammed(part="lid")


def lose(_device: Kettle, _tools: Tools) -> object:
    raise DeviceLost(part="kettle")


def stumble(_device: Kettle, _tools: Tools) -> object:
    message = "secret name"
    raise ValueError(message)


def test_a_job_shows_progress_and_ends_in_its_answer() -> None:
    outcomes = Outcomes()
    with worker(kettle_duty(), outcomes) as running:
        running.submit(Job(7, boil))
        assert outcomes.next(Progressed) == Progressed(7, "bubbles")
        assert outcomes.next(Answered, Failed) == Answered(7, "hot")


def test_faults_cross_the_thread_as_values() -> None:
    outcomes = Outcomes()
    with worker(kettle_duty(), outcomes) as running:
        running.submit(Job(1, jam))
        assert outcomes.next(Failed) == Failed(1, Jammed(part="lid"))


def test_a_bug_is_told_without_its_message_and_the_thread_lives_on() -> None:
    outcomes = Outcomes()
    with worker(kettle_duty(), outcomes) as running:
        running.submit(Job(1, stumble))
        broke = outcomes.next(Broke)
        assert isinstance(broke, Broke)
        assert "ValueError in stumble" in broke.trace
        assert "secret" not in broke.trace
        running.submit(Job(2, boil))
        assert outcomes.next(Answered) == Answered(2, "hot")


def test_a_status_that_breaks_its_promise_does_not_end_the_thread() -> None:
    def break_it(_device: Kettle) -> list[DeviceStatus]:
        message = "secret path"
        raise OSError(message)

    outcomes = Outcomes()
    duty = Duty(("kettle",), Kettle, watch=break_it, poll_seconds=0.05)
    with worker(duty, outcomes) as running:
        broke = outcomes.next(Broke)
        assert isinstance(broke, Broke)
        assert "secret" not in broke.trace
        running.submit(Job(2, boil))
        assert outcomes.next(Answered) == Answered(2, "hot")


def test_a_lost_device_is_closed_and_opened_again() -> None:
    opened: list[Kettle] = []

    def open_kettle() -> Kettle:
        opened.append(Kettle())
        return opened[-1]

    outcomes = Outcomes()
    duty = Duty(("kettle",), open_kettle, poll_seconds=0.05)
    with worker(duty, outcomes) as running:
        running.submit(Job(1, lose))
        running.submit(Job(2, boil))
        assert outcomes.next(Failed) == Failed(1, DeviceLost(part="kettle"))
        assert outcomes.next(Answered) == Answered(2, "hot")
    assert len(opened) == 2
    assert all(kettle.is_closed for kettle in opened)
    assert {kettle.thread for kettle in opened} == {"worker-kettle"}


def test_a_device_that_cannot_be_opened_is_told_once_and_jobs_fail() -> None:
    def cannot() -> Kettle:
        raise DeviceLost(part="kettle")

    outcomes = Outcomes()
    with worker(Duty(("kettle",), cannot), outcomes) as running:
        told = outcomes.next(StatusReported)
        assert isinstance(told, StatusReported)
        assert told.status.state is DeviceState.NO_DEVICE
        running.submit(Job(1, boil))
        assert outcomes.next(Failed, StatusReported) == Failed(
            1, DeviceLost(part="kettle")
        )


def test_a_job_called_off_before_its_turn_is_never_done() -> None:
    outcomes = Outcomes()
    gate = threading.Event()
    with worker(kettle_duty(), outcomes) as running:
        running.submit(Job(1, lambda _device, _tools: gate.wait(LIMIT)))
        late = Job(2, boil)
        running.submit(late)
        late.cancellation.cancel()
        gate.set()
        running.submit(Job(3, boil))
        tickets = [outcomes.next(Answered) for _ in range(2)]
    assert tickets == [Answered(1, value=True), Answered(3, "hot")]


def test_waiting_ends_at_once_when_it_is_called_off() -> None:
    job = Job(1, boil)
    job.cancellation.cancel()
    with pytest.raises(Cancelled):
        job.cancellation.wait(LIMIT)


def test_a_hanging_worker_is_replaced_three_times_an_hour_and_no_more() -> None:
    outcomes, clock = Outcomes(), HandClock()
    station = Station(kettle_duty(), outcomes.post, clock)
    station.start()
    gate = threading.Event()
    for _ in range(3):
        station.submit(Job(1, lambda _device, _tools: gate.wait(LIMIT)))
        station.replace()
    with pytest.raises(WornOut):
        station.replace()
    clock.forward(3601)
    station.replace()
    station.submit(Job(9, boil))
    assert outcomes.next(Answered) == Answered(9, "hot")
    gate.set()
    assert station.stop()


class Swapped(Kettle):
    """A kettle of another make each time it is opened."""

    makes = iter(("old kettle", "new kettle"))

    def __init__(self) -> None:
        super().__init__()
        self._make = next(self.makes)
        self.looks = 0

    def capabilities(self) -> Capabilities:
        return Capabilities(frozenset({DeviceClass.AUXILIARIES}), model=self._make)

    def boil(self, tools: Tools) -> str:
        del tools
        raise DeviceLost


def test_a_device_is_described_once_and_anew_when_another_takes_its_place() -> None:
    outcomes = Outcomes()
    duty = Duty(
        ("kettle",),
        Swapped,
        watch=lambda kettle: (_alternating(kettle),),
        poll_seconds=0.01,
        describe=capabilities_of,
    )
    running = Worker(duty, outcomes.post)
    running.start()
    first = outcomes.next(Described)
    running.submit(Job(1, lambda kettle, tools: kettle.boil(tools)))
    second = outcomes.next(Described)
    running.stop(LIMIT)
    models = [
        each.capabilities.model
        for each in (first, second)
        if isinstance(each, Described)
    ]
    assert models == ["old kettle", "new kettle"]


def _alternating(kettle: Swapped) -> DeviceStatus:
    """Be lost once before the first look at each kettle, then online."""
    kettle.looks += 1
    is_up = kettle.looks > 1
    return DeviceStatus(DeviceState.ONLINE if is_up else DeviceState.STARTING)


def test_a_job_that_comes_before_the_start_waits_for_it() -> None:
    outcomes = Outcomes()
    late = Station(kettle_duty(), outcomes.post, HandClock())
    late.submit(Job(1, boil))
    late.start()
    late.start()
    assert outcomes.next(Answered) == Answered(1, "hot")
    assert late.stop()


def test_a_worker_that_was_never_started_is_stopped_at_once() -> None:
    outcomes = Outcomes()
    assert Station(kettle_duty(), outcomes.post, HandClock()).stop()
