"""Children: they answer, they can be killed, and their end is seen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pytest

from kiosk.domain.fault import DeviceLost, Expired, Jammed
from kiosk.ports.companion import Channel
from kiosk.work.child import ChildProcess, start_child

LIMIT = 10.0


def serve(channel: Channel, settings: Mapping[str, object]) -> None:
    """What the child of these tests does: echo, fault, hang or crash."""
    while True:
        word = channel.receive(None)
        if word == "fault":
            channel.send(Jammed(part="tray"))
        elif word == "hang":
            channel.receive(LIMIT)
        elif word == "crash":
            raise SystemExit(3)
        elif word == "niceness":
            channel.send(os.getpriority(os.PRIO_PROCESS, 0))
        else:
            channel.send((settings["greeting"], word))


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    started = start_child("tests.unit.work.test_child:serve", {"greeting": "hello"})
    yield started
    started.kill()


def test_messages_go_there_and_back(child: ChildProcess) -> None:
    child.send("world")
    assert child.receive(LIMIT) == ("hello", "world")


def test_one_that_gave_way_while_it_was_loaded_serves_as_quickly_as_others() -> None:
    entry, settings = "tests.unit.work.test_child:serve", {"greeting": "hello"}
    started = start_child(entry, settings, gives_way=True)
    started.send("niceness")
    assert started.receive(LIMIT) == os.getpriority(os.PRIO_PROCESS, 0)
    started.kill()


def test_faults_travel_as_values(child: ChildProcess) -> None:
    child.send("fault")
    assert child.receive(LIMIT) == Jammed(part="tray")


def test_a_child_that_does_not_answer_is_late_and_can_be_killed(
    child: ChildProcess,
) -> None:
    child.send("world")
    child.receive(LIMIT)
    child.send("hang")
    with pytest.raises(Expired):
        child.receive(0.05)
    child.kill()
    assert not child.is_alive
    child.kill()


def test_a_child_that_ends_is_lost_at_both_calls(child: ChildProcess) -> None:
    child.send("crash")
    with pytest.raises(DeviceLost):
        child.receive(LIMIT)


def test_an_entry_that_is_none_is_lost() -> None:
    started = start_child("tests.unit.work.nowhere:serve", {})
    with pytest.raises(DeviceLost):
        started.receive(LIMIT)
    started.kill()
