"""Staff at a real terminal: card, PIN, board, tests, and out by pulling the card."""

from __future__ import annotations

import pytest

from kiosk.assembly.inspection import first_wrong_line
from kiosk.demonstration.play import Move
from kiosk.settings import load_settings
from tests.stories.conftest import Storyteller
from tests.stories.test_other_ways import enrolled, typed
from ui.player import Rule

pytestmark = [pytest.mark.xdist_group("hall"), pytest.mark.timeout(150)]

TAKE = Rule("take-card", hand="take-card")
BACK = "technician.option.back"
PULL = [Move("card-reader", "remove", {})]


@pytest.fixture(autouse=True)
def empty_hall(storyteller: Storyteller) -> None:
    storyteller.bench("card-reader", "remove")
    storyteller.bench("id-card-reader", "lift")


def test_a_technician_signs_in_tests_and_is_locked_out_by_pulling_the_card(
    storyteller: Storyteller,
) -> None:
    card = enrolled(storyteller, "T3001", "technician")
    told = storyteller.tell(
        [
            Rule("welcome", hand="staff-card", times=1),
            Rule("enter-pin", press=typed("135790"), times=1),
            Rule("technician-board", press="technician.option.examine", times=1),
            Rule("technician-findings", press=BACK, times=1),
            Rule("technician-board", press="technician.option.tests", times=1),
            Rule("technician-tests", press="technician.test.card", times=1),
            Rule("technician-result", press=BACK, times=1),
            Rule("technician-tests", hand="pull", times=1),
            Rule("apologise", press="apologise.understood"),
        ],
        storyteller.hands(**{"staff-card": card, "pull": PULL}),
    )
    assert told.code == 0
    keys = told.asked()
    assert keys.index("begin-sign-in") < keys.index("sign-in") < keys.index("examine")
    assert "note-work" in keys
    endings = [event["ending"] for event in told.events if "ending" in event]
    assert endings == ["card-taken"]
    assert told.screens[-1] == "welcome"
    assert first_wrong_line(load_settings(storyteller.hall.settings)) is None


def test_a_wrong_pin_lets_nobody_in(storyteller: Storyteller) -> None:
    card = enrolled(storyteller, "T3002", "technician")
    told = storyteller.tell(
        [
            Rule("welcome", hand="staff-card", times=1),
            Rule("enter-pin", press=typed("111111"), times=1),
            Rule("enter-pin", press="foot.leave", times=1),
            TAKE,
        ],
        storyteller.hands(**{"staff-card": card}),
    )
    assert told.code == 0
    assert "technician-board" not in told.screens
    assert "end-sign-in" not in told.asked()


def test_an_attendant_gets_the_halls_small_menu(storyteller: Storyteller) -> None:
    card = [Move("card-reader", "insert-staff", dict(storyteller.hall.staff))]
    told = storyteller.tell(
        [
            Rule("welcome", hand="staff-card", times=1),
            Rule("enter-pin", press=typed(storyteller.hall.staff["pin"]), times=1),
            Rule("technician-hall", press="technician.hall.queue", times=1),
            Rule("technician-queue", press=BACK, times=1),
            Rule("technician-hall", press="foot.leave", times=1),
            TAKE,
        ],
        storyteller.hands(**{"staff-card": card}),
    )
    assert told.code == 0
    assert "technician-queue" in told.screens
    assert "technician-board" not in told.screens
