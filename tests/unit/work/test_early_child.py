"""A child that was begun early serves whoever asks first; a dead one nobody."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import pytest

from kiosk.work.child import ChildProcess
from kiosk.work.early_child import EarlyChild
from tests.unit.work.test_child import LIMIT

Launch = Callable[[], ChildProcess]


@pytest.fixture
def early() -> EarlyChild:
    return EarlyChild("tests.unit.work.test_child:serve", {"greeting": "hello"})


@pytest.fixture
def launch(early: EarlyChild) -> Iterator[Launch]:
    with ExitStack() as ends:

        def launched() -> ChildProcess:
            child = early()
            ends.callback(child.kill)
            return child

        yield launched


def test_the_one_that_was_begun_is_given_once(
    early: EarlyChild, launch: Launch
) -> None:
    early.begin()
    early.begin()
    begun, other = launch(), launch()
    assert begun.process_id != other.process_id
    for child in (begun, other):
        child.send("world")
        assert child.receive(LIMIT) == ("hello", "world")


def test_one_that_died_before_it_was_asked_for_is_replaced(
    early: EarlyChild, launch: Launch
) -> None:
    others = _children()
    early.begin()
    (dead,) = _children() - others
    os.kill(dead, signal.SIGKILL)
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
    child = launch()
    assert child.process_id != dead
    child.send("world")
    assert child.receive(LIMIT) == ("hello", "world")


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}
