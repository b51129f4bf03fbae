"""The centre loses power while it issues, again and again, and nothing is wrong after.

Each order has one number and one paper, numbers have no gaps, and whoever was told
an answer is told the same again.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import requests
from uuid6 import uuid7

from tests.unit.backend.running_centre import (
    RunningCentre,
    certified,
    make_centre,
    order,
)

pytestmark = [pytest.mark.xdist_group("centre"), pytest.mark.slow]

CUTS = 3


class Terminal:
    """Orders copies and reports passes until the line breaks; remembers answers."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.told: dict[str, tuple[str, str]] = {}
        self.passes: list[str] = []
        self.answered = threading.Event()

    def work(self, centre: RunningCentre) -> None:
        with centre.session() as session:
            try:
                while True:
                    self.ask(centre, session, str(uuid7()))
            except requests.RequestException:
                return

    def ask(
        self, centre: RunningCentre, session: requests.Session, order_id: str
    ) -> None:
        self.asked[order_id] = ""
        status, told = centre.post("/v1/certificates", order(order_id), session)
        assert status == 200
        answer = (told["serial"], told["pdf"])
        assert self.told.setdefault(order_id, answer) == answer
        self.answered.set()
        deed = certified(str(uuid7()))
        self.passes.append(deed["id"])
        centre.post("/v1/deeds", {"deeds": [deed]}, session)


def test_power_cuts_lose_and_double_nothing(tmp_path: Path) -> None:
    home, terminal = make_centre(tmp_path / "home"), Terminal()
    for _ in range(CUTS):
        cut_while_working(RunningCentre(home), terminal)
    centre = RunningCentre(home)
    with centre.session() as session:
        for order_id in list(terminal.asked):
            terminal.ask(centre, session, order_id)
        answers = [
            centre.post("/v1/deeds", {"deeds": [certified(deed_id)]}, session)[1]
            for deed_id in terminal.passes
        ]
    assert centre.stop() == 0
    assert {each["answers"][0]["outcome"] for each in answers} == {"accepted"}
    numbers = sorted(int(serial.split("-")[1]) for serial, _ in terminal.told.values())
    assert numbers == list(range(1, len(terminal.asked) + 1))


def cut_while_working(centre: RunningCentre, terminal: Terminal) -> None:
    terminal.answered.clear()
    worker = threading.Thread(target=terminal.work, args=(centre,))
    worker.start()
    assert terminal.answered.wait(20)
    centre.kill()
    worker.join(20)
    assert not worker.is_alive()
