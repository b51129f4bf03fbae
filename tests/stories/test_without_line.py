"""The line is down: who was prepared for is served; the centre hears of it later."""

from __future__ import annotations

import threading
import time

import pytest

from kiosk.demonstration.founding import run_centre
from kiosk.demonstration.play import Move
from kiosk.demonstration.show import script_of
from kiosk.documents.checking import check_file
from tests.stories.conftest import Storyteller
from tests.stories.test_degraded import Events, terminal
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(400)]

NOBODY = [Rule("welcome", press="nothing.there")]
LIMIT_SECONDS = 150.0


@pytest.fixture(autouse=True)
def empty_hall(storyteller: Storyteller) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("camera", "show", video=str(storyteller.hall.empty_room))
    for sheet in storyteller.printed():
        sheet.unlink()


def test_a_prepared_certificate_is_printed_without_a_line_and_settled_later(
    storyteller: Storyteller,
) -> None:
    fetch_envelopes(storyteller)
    storyteller.bench("centre", "stop")
    try:
        told = storyteller.tell(script_of("enrolment-certificate"), storyteller.hands())
    finally:
        storyteller.bench("centre", "start")
    assert told.code == 0
    assert "reserve-prepared" in told.asked()
    assert "try-again" not in told.asked()
    (sheet,) = storyteller.printed()
    verdict = check_file(sheet, storyteller.hall.trust)
    assert verdict["verdict"] == "valid", verdict
    certificate = verdict["certificate"]
    assert isinstance(certificate, dict)
    await_at_centre(storyteller, certificate["number"], "taken")


def fetch_envelopes(storyteller: Storyteller) -> None:
    """Let a terminal run until the centre's first envelopes have come."""
    with terminal(storyteller, NOBODY) as running:
        running.await_event(lambda events: "envelopes" in back(events))


def back(events: Events) -> list[str | None]:
    return [e.get("device") for e in events if e["event"] == "device-back"]


def await_at_centre(storyteller: Storyteller, number: str, standing: str) -> None:
    """Let a terminal run until the centre knows what became of the copy."""
    home = str(storyteller.hall.directory / "centre")
    pause = threading.Event()
    deadline = time.monotonic() + LIMIT_SECONDS
    with terminal(storyteller, NOBODY):
        while standing not in (
            told := run_centre("certificate", "show", number, "--home", home)
        ):
            assert time.monotonic() < deadline, told
            pause.wait(0.5)


def test_a_pensioner_certifies_without_a_line_and_no_more_is_claimed(
    storyteller: Storyteller,
) -> None:
    fetch_envelopes(storyteller)
    storyteller.bench("centre", "stop")
    try:
        told = storyteller.tell(script_of("life-certification"), storyteller.hands())
    finally:
        storyteller.bench("centre", "start")
    assert told.code == 0
    assert "record" in told.asked()
    assert "offer-slip" not in told.asked()


def test_whose_envelope_is_not_here_is_told_and_keeps_the_card(
    storyteller: Storyteller,
) -> None:
    fetch_envelopes(storyteller)
    holder = dict(storyteller.resident.holder)
    holder["identification_code"] = "51019900" + "1" * 24
    hands = storyteller.hands()
    hands["insert-card"] = [Move("card-reader", "insert", {"holder": holder})]
    script = [
        Rule("welcome", press="service.enrolment-certificate.title", times=1),
        Rule("read-card", hand="insert-card", times=1),
        Rule("try-again", press="try-again.stop"),
        Rule("apologise", press="apologise.understood"),
        Rule("take-card", hand="take-card"),
    ]
    storyteller.bench("centre", "stop")
    try:
        told = storyteller.tell(script, hands)
    finally:
        storyteller.bench("centre", "start")
    assert told.code == 0
    assert "apologise" in told.asked()
    assert "match-face" not in told.asked()
